using System.Globalization;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Routes;

/// <summary>What the reloads did to a paced load.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Reloads">The reloads.</param>
/// <param name="During">The second of each reload.</param>
/// <param name="Quiet">The seconds without one.</param>
/// <param name="Failures">Requests that failed.</param>
internal sealed record ReloadResults(int Rate, IReadOnlyList<ReloadMoment> Reloads, IReadOnlyList<SecondOfLoad> During, IReadOnlyList<SecondOfLoad> Quiet, long Failures);

/// <summary>Reloads a gateway again and again while requests come at a fixed rate.</summary>
internal sealed class ReloadUnderLoad(CoreSplit cores, Arena arena, GatewayContender gateway, Case measured, int perSecond, TimeProvider time)
{
    // So many that none is waited for when the gateway stands still for a moment: a connection that waits sends nothing, and what is not sent shows no latency.
    private const int Connections = 200;

    private const int SecondsBetween = 4;

    /// <exception cref="LoadTestException">A reload was refused, or what it brought does not answer.</exception>
    public async Task<ReloadResults> RunAsync(int reloads, CancellationToken cancellation)
    {
        var rate = Math.Max(1, perSecond / Connections) * Connections;
        var driver = new PacedH2Load(cores, arena.Folder, rate);
        var scenario = measured.Scenario;
        var address = gateway.AddressesOf(scenario)[0];
        using var check = new AnswerCheck(arena.Site.Material);
        var load = driver.RunAsync(
            new LoadRequest(new Uri(address, scenario.Path)) { Headers = RequestFields.Of(scenario, arena.Site.Material), Paths = scenario.Paths },
            new LoadAmount(Connections, (reloads + 1) * SecondsBetween, null),
            cancellation);
        var moments = new List<ReloadMoment>();
        for (var i = 1; i <= reloads; i++)
        {
            var pause = Task.Delay(TimeSpan.FromSeconds(SecondsBetween), time, cancellation);
            if (await Task.WhenAny(load, pause) == load) throw new LoadTestException($"the load ended before reload {i}:\n{await load}");
            moments.Add(await ReloadAsync(check, address, string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}-new-{i}"), cancellation));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reload {i}/{reloads} took {moments[^1].Milliseconds:F0} ms"));
        }

        var result = await load;
        var requests = H2LoadLog.ParseTimed(File.ReadLines(driver.LogPath));
        return new ReloadResults(rate, moments, ReloadLatencies.OfReloads(requests, moments), ReloadLatencies.OfQuiet(requests, moments), result.Failures);
    }

    private async Task<ReloadMoment> ReloadAsync(AnswerCheck check, Uri address, string route, CancellationToken cancellation)
    {
        var asked = Now();
        await gateway.ReloadAsync(measured.Scenario, route, cancellation);
        var served = Now();
        await check.ExpectServedAsync(address, Scenario.PathOf(route), measured, cancellation);
        return new(asked, served);
    }

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
