using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drills;

/// <summary>The disk that the logs go to is full.</summary>
public sealed class LogDrillTests
{
    private const int Requests = 400;

    [Fact]
    public async Task DiskFull_RequestsGoOnAndLossesAreCounted()
    {
        // Every write to it fails with ENOSPC.
        await using var backend = RecordingBackend.Start();
        await using var site = await DrillSite.StartAsync(
            backend.Address, configure: static c => c.Gateway("""{ "AccessLog": { "Enabled": true, "Path": "/dev/full", "QueueCapacity": 256 } }"""));
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        for (var sent = 0; sent < Requests; sent += 20)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/failing/1")));
            Assert.All(answers, static a => Assert.Equal(200, a.Status));
        }

        await site.Beside.GoesOnAsync();
        // The writer tries by the clock.
        await Eventually.Async(
            async () =>
            {
                site.Clock.Advance(TimeSpan.FromSeconds(1));
                Assert.Equal(200, (await client.GetAsync("/failing/1")).Status);
                return await site.MetricAsync("gateway_accesslog_output_failures_total") > 0 && await site.MetricAsync("gateway_accesslog_dropped_total") > 0;
            },
            Deadline.Default,
            "failed attempts and lost records are counted");
        Assert.Equal(0, await site.MetricAsync("gateway_accesslog_written_total"));
        await Eventually.Async(
            () =>
            {
                site.Clock.Advance(TimeSpan.FromSeconds(1));
                return site.Gateway.Events.All.Any(static e => e is { Event: "accesslog.lost", IsAudit: true, Count: > 0 });
            },
            Deadline.Default,
            "the loss is told");
    }
}
