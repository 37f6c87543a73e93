using System.Diagnostics;
using Gateway.IntegrationTests.Attacks.Framing;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Floods end with their connection, after a bounded number of frames; everybody else is served meanwhile.</summary>
public sealed class Http2FloodTests
{
    private const int ControlFrames = 100;
    private const int Resets = 10;
    private const string Tight = """{ "Limits": { "Http2": { "MaxControlFramesPerSecond": 100, "MaxResetsPerSecond": 10 } } }""";

    // Many more than the budget has, with what one write and the sockets hold on top.
    private const int Rounds = 30_000;
    private const int RoundsAWrite = 50;

    [Fact]
    public async Task EveryFlood_EndsItsConnectionWhileOthersAreServed()
    {
        await using var site = await FramingSite.StartAsync(static c => c.Gateway(Tight));
        using var gate = new CancellationTokenSource();
        var echo = site.Backend.Answer;
        site.Backend.Answer = request => request.Target switch
        {
            "/public/slow" => BackendResponse.Ok() with { Gate = Task.Delay(Timeout.Infinite, gate.Token) },
            "/public/large" => BackendResponse.Ok(new string('l', 100_000)),
            _ => echo(request),
        };
        await using var bystander = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var flood in Http2Flood.All) await table.RunAsync(flood.Name, () => RunAsync(site, bystander, flood));
        Assert.Equal(200, (await bystander.GetAsync("/public/canary")).Status);
        await gate.CancelAsync();
        table.Verify(21);
    }

    private static async Task RunAsync(FramingSite site, Http2Connection bystander, Http2Flood flood)
    {
        var events = site.Gateway.Events.All.Count;
        var heads = site.Backend.Heads;
        var before = GC.GetTotalMemory(forceFullCollection: false);
        var clock = Stopwatch.StartNew();
        var rounds = 0;
        await using (var connection = await site.Gateway.Http2Async())
        {
            var id = await flood.Prepare(connection);
            var served = bystander.GetAsync("/public/canary");
            while (rounds < Rounds && !connection.HasClosed)
            {
                var frames = Enumerable.Range(rounds, RoundsAWrite).SelectMany(n => flood.Next(id, n)).SelectMany(static f => f.ToBytes()).ToArray();
                rounds += RoundsAWrite;
                if (!await connection.TryWriteAsync(frames)) break;
            }

            Assert.True(await connection.WaitForCloseAsync(), $"{rounds} rounds and still open: {connection.Describe()}");
            Assert.Equal("GET /public/canary ", (await served).Text);
            // The server says what it says of every connection that it closes; no reason, and so no hint at the limit.
            if (connection.GoAway is { } farewell && flood.Reason is not null) Assert.Equal(Http2ErrorCode.NoError, farewell.Code);
            // What the server answered of it: the rest was written into sockets that nobody read any more.
            var acknowledged = connection.Received.Count(static f => f.Type is Http2FrameType.Ping or Http2FrameType.Settings);
            Assert.InRange(acknowledged, 0, (ControlFrames * (2 + (int)clock.Elapsed.TotalSeconds + 1)) + 10);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 << 20);
        // Never more at the backend than were allowed to be reset, and what may run at once.
        Assert.InRange(site.Backend.Heads - heads, 0, (Resets * (10 + (int)clock.Elapsed.TotalSeconds + 1)) + 200);
        if (flood.Reason is null) return;
        var seen = Assert.Single(site.Gateway.Events.All.Skip(events), static e => e.Event == "connection.closed");
        Assert.Equal((flood.Reason, "Http2", "127.0.0.1"), (seen.Reason, seen.Policy, seen.ClientAddress));
        Assert.False(seen.IsAudit);
    }

    [Fact]
    public async Task BusyClient_IsNoFlood()
    {
        await using var site = await FramingSite.StartAsync(static c => c.Gateway(Tight));
        var echo = site.Backend.Answer;
        site.Backend.Answer = request => request.Target == "/public/large" ? BackendResponse.Ok(new string('l', 4_000_000)) : echo(request);
        await using var connection = await site.Gateway.Http2Async();

        // As many PINGs as it may send at once.
        for (var i = 0; i < ControlFrames; i++) await connection.PingAsync();

        // Two WINDOW_UPDATEs for each of 600 DATA frames and more: what is earned back pays for them.
        for (var i = 0; i < 3; i++) Assert.Equal(4_000_000, (await connection.GetAsync("/public/large")).Body.Length);

        // Half of the requests are cancelled, several times as many as may be at once.
        for (var i = 0; i < Resets * 15; i++)
        {
            Assert.Equal(200, (await connection.GetAsync("/public/a")).Status);
            var stream = await connection.StartAsync(Http2Headers.Get("/public/b"));
            await stream.ResetAsync();
        }

        Assert.Equal(200, (await connection.GetAsync("/public/a")).Status);
        Assert.DoesNotContain(site.Gateway.Events.All, static e => e.Event == "connection.closed");
    }
}
