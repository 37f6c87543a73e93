using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Routes;

/// <summary>What many routes cost: first a request beside the same one on few routes, then a reload under load.</summary>
internal sealed class RoutesPair(CoreSplit cores, Extent extent, int reloads, TimeProvider time)
{
    // Of what the slower one serves: far enough from saturation that nobody queues.
    private const double PacedPart = 0.3;

    public static Case Few { get; } = new(CaseCatalog.Gateway, Scenario.FewRoutes, Protocol.Http1);

    public static Case Many { get; } = new(CaseCatalog.Gateway, Scenario.ManyRoutes, Protocol.Http1);

    /// <exception cref="LoadTestException">A server, an answer, a reload or a load generator is not as it has to be.</exception>
    public async Task<RoutesResults> RunAsync(CancellationToken cancellation)
    {
        var otherBefore = await MachineTime.BusyCoresAsync(cancellation);
        var start = MachineTime.Now();
        Case[] cases = [Few, Many];
        var results = await Arena.WithAsync(
            cores,
            replicas: 1,
            arena => Contest.WithContendersAsync(
                arena,
                cases,
                async contenders =>
                {
                    var full = await new Comparison(arena.Site, contenders, _ => new Wrk(cores, arena.Folder), extent).RunAsync(cases, cancellation);
                    var rate = (int)(PacedPart * full.Values.Min(static s => Distribution.Of(s.Select(static x => x.RequestsPerSecond)).Median));
                    var gateway = (GatewayContender)contenders[CaseCatalog.Gateway];
                    return new RoutesResults(full[Few], full[Many], await new ReloadUnderLoad(cores, arena, gateway, Many, rate, time).RunAsync(reloads, cancellation));
                },
                cancellation),
            cancellation);
        var passed = MachineTime.Now() - start;
        var otherAfter = await MachineTime.BusyCoresAsync(cancellation);
        var conditions = await Conditions.OfAsync(extent, cores, 1, cancellation);
        return results with { Conditions = conditions with { OtherCores = Math.Max(otherBefore, otherAfter), Stolen = (double)passed.Stolen / passed.Total } };
    }
}
