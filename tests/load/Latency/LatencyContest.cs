using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;

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
        var (results, conditions) = await Watch.RunAsync(cores, extent, replicas: 1, () => Arena.WithAsync(
            cores,
            replicas: 1,
            arena => Contest.WithContendersAsync(
                arena,
                cases,
                async contenders =>
                {
                    // All of them, so that all are warm.
                    var full = await new Comparison(
                        arena.Site, contenders, _ => new Wrk(cores, arena.Folder), extent with { Rounds = CapacityRounds }).RunAsync(cases, cancellation);
                    var rate = (int)(Part * Distribution.Of(full[LatencyCases.Chain].Select(static s => s.RequestsPerSecond)).Median);
                    Console.WriteLine($"at {rate} req/s:");
                    var paced = await new Comparison(
                        arena.Site, contenders, _ => new PacedH2Load(cores, arena.Folder, rate), extent with { Connections = PacedConnections, WarmUpSeconds = 1 }).RunAsync(cases, cancellation);
                    return new LatencyResults(paced, rate);
                },
                cancellation),
            cancellation), cancellation);
        return results with { Conditions = conditions };
    }
}
