using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Replicas;

/// <summary>
/// Groups of gateways on one Redis, in turns: as fast as they can, then each replica at the same fixed rate. All share the server core, so that full throughput
/// cannot add up; at the fixed rate it does, and Redis gets what several machines would send it.
/// </summary>
internal sealed class ReplicaContest(CoreSplit cores, Extent extent)
{
    // Of what one core serves, for the largest group as a whole: nobody queues.
    private const double PacedPart = 0.5;
    private const int PacedConnections = 4;

    /// <exception cref="LoadTestException">A server, an answer or a load generator is not as it has to be.</exception>
    public async Task<ReplicaResults> RunAsync(CancellationToken cancellation)
    {
        var (results, conditions) = await Watch.RunAsync(cores, extent, ReplicaCases.Most, async () =>
        {
            // One kind after the other: ten processes at a time are enough.
            var leased = await MeasureAsync(ReplicaCases.Leased, cancellation);
            return new ReplicaResults(leased, await MeasureAsync(ReplicaCases.Asked, cancellation));
        }, cancellation);
        return results with { Conditions = conditions };
    }

    private Task<ReplicaRounds> MeasureAsync(Func<int, Case> caseOf, CancellationToken cancellation) => Arena.WithAsync(
        cores,
        ReplicaCases.Most,
        async arena =>
        {
            var contenders = new Dictionary<string, Contender>(StringComparer.Ordinal);
            try
            {
                Case[] cases = [.. ReplicaCases.Counts.Select(caseOf)];
                foreach (var count in ReplicaCases.Counts)
                {
                    var name = ReplicaCases.Contender(count);
                    contenders[name] = new GatewayContender(name, GatewayProgram.Own, arena.Site with { Replicas = count }, arena.Control);
                    await contenders[name].StartAsync([caseOf(count).Scenario], cancellation);
                }

                using (var check = new AnswerCheck(arena.Site.Material))
                    foreach (var measured in cases) await check.RunAsync(contenders[measured.Contender], measured, cancellation);

                var full = await new Comparison(arena.Site, contenders, _ => new Wrk(cores, arena.Folder), extent).RunAsync(cases, cancellation);
                var each = PacedRate.Of([full[cases[0]]], PacedPart / ReplicaCases.Most);
                Console.WriteLine($"at {each} req/s on each replica:");
                var paced = new Dictionary<Case, List<Sample>>();
                var much = extent with { WarmUpSeconds = 1, Connections = PacedConnections * ReplicaCases.Most };
                foreach (var (measured, samples) in await new Comparison(
                    arena.Site, contenders, _ => new PacedH2Load(cores, arena.Folder, each), much).RunAsync(cases, cancellation)) paced[measured] = samples;
                return new ReplicaRounds(caseOf, full, paced, each);
            }
            finally
            {
                foreach (var contender in contenders.Values) await contender.DisposeAsync();
            }
        },
        cancellation);
}
