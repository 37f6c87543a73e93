using Gateway.IntegrationTests.Attacks.Framing;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Window games that are allowed (RFC 9113 section 5.2): a client that takes nothing keeps only itself waiting.</summary>
public sealed class Http2WindowTests
{
    private static readonly Http2Options Closed = new()
    {
        Settings = new Dictionary<Http2Setting, uint> { [Http2Setting.EnablePush] = 0, [Http2Setting.InitialWindowSize] = 0 },
        UpdatesWindows = false,
    };

    [Fact]
    public async Task ClosedWindow_KeepsNobodyElseWaiting_AndOpensLater()
    {
        await using var site = await FramingSite.StartAsync();
        await using var greedy = await Http2Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls(), Closed);
        var streams = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => greedy.StartAsync(Http2Headers.Get($"/public/{i}"))));
        foreach (var stream in streams) Assert.Equal(200, (await stream.HeadersAsync()).Status);

        // The answers are read off the two backend connections, though nobody takes them.
        await using var other = await site.Gateway.Http2Async();
        Assert.Equal("GET /public/other ", (await other.GetAsync("/public/other")).Text);

        await greedy.WriteBytesAsync(FrameCases.Setting(Http2Setting.InitialWindowSize, 65_535).ToBytes());
        for (var i = 0; i < streams.Length; i++) Assert.Equal($"GET /public/{i} ", (await streams[i].ResponseAsync()).Text);
    }

    [Fact]
    public async Task WindowOfOneByte_IsServedByteByByte()
    {
        await using var site = await FramingSite.StartAsync();
        var options = Closed with { Settings = new Dictionary<Http2Setting, uint> { [Http2Setting.InitialWindowSize] = 1 } };
        await using var connection = await Http2Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls(), options);
        var stream = await connection.StartAsync(Http2Headers.Get("/public/a"));
        while (!stream.HasEnded)
        {
            Assert.InRange((await stream.ReadDataAsync()).Length, 0, 1);
            if (!stream.HasEnded) await connection.WriteFrameAsync(Http2FrameType.WindowUpdate, 0, stream.Id, new byte[] { 0, 0, 0, 1 });
        }

        Assert.Equal("GET /public/a ", (await stream.ResponseAsync()).Text);
    }

    [Fact]
    public async Task GoAwayOfTheClient_LetsItsRequestsEnd()
    {
        await using var site = await FramingSite.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Backend.Answer = _ => BackendResponse.Ok("late") with { Gate = gate.Task };
        await using var connection = await site.Gateway.Http2Async();
        var stream = await connection.StartAsync(Http2Headers.Get("/public/a"));
        await site.Backend.WaitForRequestsAsync(1);
        await connection.WriteFrameAsync(Http2FrameType.GoAway, 0, 0, new byte[8]);
        gate.SetResult();
        Assert.Equal("late", (await stream.ResponseAsync()).Text);
        Assert.True(await connection.WaitForCloseAsync());
    }
}
