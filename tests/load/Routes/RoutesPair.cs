using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
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
        Case[] cases = [Few, Many];
        var (results, conditions) = await Watch.RunAsync(cores, extent, replicas: 1, () => Contest.WithCasesAsync(
            cores,
            cases,
            async (arena, contenders) =>
            {
                var full = await new Comparison(arena.Site, contenders, arena.Saturating, extent).RunAsync(cases, cancellation);
                var gateway = (GatewayContender)contenders[CaseCatalog.Gateway];
                var reload = new ReloadUnderLoad(cores, arena, gateway, Many, PacedRate.Of(full.Values, PacedPart), time);
                return new RoutesResults(full[Few], full[Many], await reload.RunAsync(reloads, cancellation));
            },
            cancellation), cancellation);
        return results with { Conditions = conditions };
    }
}
