using System.Globalization;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Waf;

/// <summary>
/// Starts the four servers, has them checked and warmed up, and measures every kind of request in each of them in interleaved rounds: what changes over the minutes of a run meets all of them.
/// </summary>
internal sealed class WafContest(CoreSplit cores, Extent extent, ModSecurity installed)
{
    // A step that has no divisor in common with the sixteen measurements of a round, so that each comes first at some time.
    private const int Step = 7;

    /// <exception cref="LoadTestException">A server, an answer or the load generator is not as it has to be.</exception>
    public async Task<WafResults> RunAsync(CancellationToken cancellation)
    {
        var engines = await EngineProbe.AllAsync(cores, cancellation);
        var (results, conditions) = await Watch.RunAsync(cores, extent, replicas: 1, () => Arena.WithAsync(cores, replicas: 1, arena => MeasureAsync(arena, cancellation), cancellation), cancellation);
        return results with { Conditions = conditions, Versions = installed.Versions, Engines = engines };
    }

    private async Task<WafResults> MeasureAsync(Arena arena, CancellationToken cancellation)
    {
        var servers = WafSubjects.All.Select(subject => Create(subject, arena)).ToList();
        try
        {
            foreach (var server in servers) await server.StartAsync(cancellation);
            IReadOnlyDictionary<WafRequest, IReadOnlyList<long>> fired;
            using (var check = new WafCheck()) fired = await check.RunAsync(servers, cancellation);
            foreach (var (request, rules) in fired) Console.WriteLine($"checked     {request.Name,-5} attack refused by both, rules {string.Join(' ', rules)}");
            return new WafResults(await RoundsAsync(arena, servers, cancellation), fired);
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    private async Task<IReadOnlyDictionary<(WafSubject, WafRequest), List<WafSample>>> RoundsAsync(Arena arena, List<WafServer> servers, CancellationToken cancellation)
    {
        var meter = new WafMeter(arena, new CountedH2Load(cores), extent.Connections);
        // A request's four servers follow one another: what is compared is measured within seconds.
        var turns = WafRequest.All.SelectMany(request => servers.Select(server => (Server: server, Request: request))).ToList();
        var counts = new Dictionary<(WafServer, WafRequest), int>();
        foreach (var (server, request) in turns) counts[(server, request)] = await meter.WarmUpAsync(server, request, extent.Seconds, extent.WarmUpSeconds, cancellation);

        var samples = turns.ToDictionary(static t => (t.Server.Subject, t.Request), static _ => new List<WafSample>());
        for (var round = 0; round < extent.Rounds; round++)
        {
            var start = round * Step % turns.Count;
            foreach (var (server, request) in turns.Skip(start).Concat(turns.Take(start)))
            {
                var (sample, _) = await meter.RunAsync(server, request, counts[(server, request)], cancellation);
                samples[(server.Subject, request)].Add(sample);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round + 1}/{extent.Rounds}  {WafSubjects.TitleOf(server.Subject),-24} {request.Name,-5} {sample.ProcessorMicroseconds,8:F1} µs{(sample.Failures > 0 ? $"  FAILED: {sample.Failures}" : "")}"));
            }
        }

        return samples;
    }

    private WafServer Create(WafSubject subject, Arena arena) => subject is WafSubject.Nginx or WafSubject.NginxRules ? new WafNginx(subject, arena.Site, installed) : new WafGateway(subject, arena.Site);
}
