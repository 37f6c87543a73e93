using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Latency;

/// <summary>First as many requests as the full chain serves, then half of that to each in turns.</summary>
internal sealed class LatencyContest(CoreSplit cores, Extent extent)
{
    private const double Part = 0.5;
    private const int PacedConnections = 16;
    private const int CapacityRounds = 3;

    /// <exception cref="LoadTestException">A server, an answer or a load generator is not as it has to be.</exception>
    public async Task<LatencyResults> RunAsync(CancellationToken cancellation)
    {
        var cases = LatencyCases.All;
        var (results, conditions) = await Watch.RunAsync(cores, extent, replicas: 1, () => Contest.WithCasesAsync(
            cores,
            cases,
            async (arena, contenders) =>
            {
                // All of them, so that all are warm.
                var full = await new Comparison(arena.Site, contenders, arena.Saturating, extent with { Rounds = CapacityRounds }).RunAsync(cases, cancellation);
                var rate = PacedRate.Of([full[LatencyCases.Chain]], Part);
                Console.WriteLine($"at {rate} req/s:");
                var paced = await new Comparison(
                    arena.Site, contenders, _ => new PacedH2Load(cores, arena.Folder, rate), extent with { Connections = PacedConnections, WarmUpSeconds = 1 }).RunAsync(cases, cancellation);
                return new LatencyResults(paced, rate);
            },
            cancellation), cancellation);
        return results with { Conditions = conditions };
    }
}
