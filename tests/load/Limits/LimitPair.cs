using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Limits;

/// <summary>What a limit in Redis costs beside the same one in the process: first with all the requests that there is room for, then at a fixed rate.</summary>
internal sealed class LimitPair(CoreSplit cores, Extent extent)
{
    private const int PacedConnections = 8;

    // Of what the slower one serves: far enough from saturation that nobody queues.
    private const double PacedPart = 0.3;

    public static Case Local { get; } = new(CaseCatalog.Gateway, Scenario.HotLocal, Protocol.Http1);

    public static Case Shared { get; } = new(CaseCatalog.Gateway, Scenario.HotShared, Protocol.Http1);

    /// <exception cref="LoadTestException">A server, an answer or a load generator is not as it has to be.</exception>
    public async Task<LimitPairResults> RunAsync(CancellationToken cancellation)
    {
        Case[] cases = [Local, Shared];
        var (results, conditions) = await Watch.RunAsync(cores, extent, replicas: 1, () => Contest.WithCasesAsync(
            cores,
            cases,
            async (arena, contenders) =>
            {
                var full = await new Comparison(arena.Site, contenders, arena.Saturating, extent).RunAsync(cases, cancellation);
                var rate = PacedRate.Of(full.Values, PacedPart);
                Console.WriteLine($"at {rate} req/s:");
                var paced = await new Comparison(
                    arena.Site, contenders, _ => new PacedH2Load(cores, arena.Folder, rate), extent with { Connections = PacedConnections, WarmUpSeconds = 1 }).RunAsync(cases, cancellation);
                return new LimitPairResults(full[Local], full[Shared], paced[Local], paced[Shared], rate);
            },
            cancellation), cancellation);
        return results with { Conditions = conditions };
    }
}
