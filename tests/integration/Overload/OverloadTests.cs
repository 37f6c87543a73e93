using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Overload;

/// <summary>
/// Three times what a backend can answer: the gateway keeps it busy, the important requests fast, and everything as before as soon as it ends.
/// Only what holds on a busy machine is asserted; the figures come from the benchmarks' --overload on an idle one.
/// </summary>
[Collection(ProcessTests.Collection)]
public sealed class OverloadTests
{
    private const double Warm = 0.3;

    [Fact]
    public async Task ThreeTimesTheCapacity_KeepsGoodputAndThePriorityClass()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = await SlottedBackend.StartAsync(10, TimeSpan.FromMilliseconds(100));
        var configuration = new TestConfiguration(folder, pki)
            .Cluster(backend.Address)
            .Gateway("""{ "Policies": { "LoadShedding": {} } }""")
            .Route("normal", "/normal")
            .Route("critical", "/critical", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "LoadShedding": { "Priority": "Critical" } }""");
        await using var gateway = await RunningGateway.StartAsync(configuration);
        using var clients = new OpenLoop(new Uri($"https://localhost:{gateway.HttpsPort}"));

        // Code is compiled and connections are made before anything is measured, and the baseline is learned.
        await clients.RunAsync("/critical", Warm * backend.Capacity, TimeSpan.FromSeconds(1));
        var lateness = new TimerLateness();
        var duration = TimeSpan.FromSeconds(4);
        var critical = clients.RunAsync("/critical", 0.3 * backend.Capacity, duration);
        var normal = clients.RunAsync("/normal", 2.7 * backend.Capacity, duration);
        await Task.WhenAll(critical, normal);
        var late = await lateness.StopAsync();

        var settled = TimeSpan.FromSeconds(1.5);
        var goodput = (await critical).Goodput(settled, duration) + (await normal).Goodput(settled, duration);
        var capacity = backend.Slots / backend.MeanService.TotalSeconds;
        var fast = (2 * backend.MeanService) + late;
        var figures = $"goodput {goodput:0} of {capacity:0}/s, service {backend.MeanService.TotalMilliseconds:0} ms, timers late by up to {late.TotalMilliseconds:0} ms; "
            + $"critical {(await critical).Succeeded} of {(await critical).Sent}, median {(await critical).Latency(0.5, settled).TotalMilliseconds:0} ms; "
            + $"normal {(await normal).Succeeded} of {(await normal).Sent}, median {(await normal).Latency(0.5, settled).TotalMilliseconds:0} ms";
        TestContext.Current.SendDiagnosticMessage(figures);
        Assert.True(goodput >= 0.7 * capacity, figures);
        Assert.True((await critical).Succeeded >= 0.9 * (await critical).Sent, figures);
        Assert.True((await critical).Latency(0.5, settled) < fast, figures);
        Assert.True((await normal).Count(503) > (await normal).Sent / 3, figures);
        Assert.Equal((await normal).Sent, (await normal).Succeeded + (await normal).Count(503));
        Assert.Contains(gateway.Events.All, e => e is { Policy: "LoadShedding", Status: 503 });

        // It has ended: everybody is let in at once.
        var after = await clients.RunAsync("/normal", Warm * backend.Capacity, TimeSpan.FromSeconds(0.5));
        Assert.Equal(after.Sent, after.Succeeded);
    }
}
