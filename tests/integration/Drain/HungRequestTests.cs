using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drain;

/// <summary>The drain has an end: a request that never ends does not keep the process, nor change its exit code.</summary>
public sealed class HungRequestTests
{
    [Fact]
    public async Task Stop_RequestsThatNeverEnd_AreCutAndTheExitCodeIsZero()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = RecordingBackend.Start();
        backend.Answer = _ => BackendResponse.Ok("never") with { Gate = new TaskCompletionSource().Task };
        var port = RedisServer.FreePort();
        var path = new TestConfiguration(folder, pki)
            .Gateway($$"""{ "Https": { "Port": {{port}} }, "Drain": { "Delay": "0s", "Timeout": "1s" } }""")
            .Cluster(backend.Address)
            .Route("public", "/public/{**rest}")
            .Write();
        await using var gateway = GatewayProcess.Start(folder, "--config", path);
        await gateway.WaitForErrorsAsync("Routes");
        await using var http1 = await RawHttp1Connection.ConnectAsync(port, new ClientTls(), TimeSpan.FromSeconds(30));
        await http1.SendAsync("GET /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await using var http2 = await Http2Connection.ConnectAsync(port, new ClientTls());
        await http2.StartAsync(Http2Headers.Request("GET", "/public/b"));
        await backend.WaitForRequestsAsync(2);

        Assert.Equal(0, await gateway.StopAsync());
        Assert.True(await http1.WaitForCloseAsync());
        Assert.True(await http2.WaitForCloseAsync());
    }
}
