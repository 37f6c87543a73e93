using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Comparing;

/// <summary>Starts backend, Redis and contenders, has every case checked and then measured, and stops everything again, whatever happens.</summary>
internal static class Contest
{
    /// <exception cref="LoadTestException">A server, an answer or a load generator is not as it has to be.</exception>
    public static async Task<Results> RunAsync(IReadOnlyList<Case> cases, CoreSplit cores, Extent extent, int replicas, CancellationToken cancellation)
    {
        var (samples, conditions) = await Watch.RunAsync(cores, extent, replicas, () => WithCasesAsync(
            cores, cases, (arena, contenders) => new Comparison(arena.Site, contenders, arena.Saturating, extent).RunAsync(cases, cancellation), cancellation, replicas), cancellation);
        return Results.Of(conditions, samples);
    }

    /// <summary>Starts backend, Redis and the contenders of some cases, and has every case checked.</summary>
    public static Task<T> WithCasesAsync<T>(
        CoreSplit cores, IReadOnlyList<Case> cases, Func<Arena, IReadOnlyDictionary<string, Contender>, Task<T>> measure, CancellationToken cancellation,
        int replicas = 1, IReadOnlyDictionary<string, GatewayProgram>? programs = null) =>
        Arena.WithAsync(cores, replicas, arena => WithContendersAsync(arena, cases, contenders => measure(arena, contenders), cancellation, programs), cancellation);

    /// <summary>Starts the contenders of some cases and has every case checked.</summary>
    public static async Task<T> WithContendersAsync<T>(
        Arena arena, IReadOnlyList<Case> cases, Func<IReadOnlyDictionary<string, Contender>, Task<T>> measure, CancellationToken cancellation, IReadOnlyDictionary<string, GatewayProgram>? programs = null)
    {
        var contenders = new Dictionary<string, Contender>(StringComparer.Ordinal);
        try
        {
            foreach (var group in cases.GroupBy(static c => c.Contender, StringComparer.Ordinal))
            {
                contenders[group.Key] = programs?.GetValueOrDefault(group.Key) is { } program
                    ? new GatewayContender(group.Key, program, arena.Site, arena.Control)
                    : Create(group.Key, arena.Site, arena.Control);
                await contenders[group.Key].StartAsync([.. group.Select(static c => c.Scenario).Distinct()], cancellation);
            }

            await CheckAsync(cases, contenders, arena.Site.Material, cancellation);
            return await measure(contenders);
        }
        finally
        {
            foreach (var contender in contenders.Values) await contender.DisposeAsync();
        }
    }

    private static Contender Create(string name, Site site, HttpClient control) => name switch
    {
        CaseCatalog.Gateway => new GatewayContender(name, GatewayProgram.Own, site, control),
        CaseCatalog.Yarp => new YarpContender(site, control),
        CaseCatalog.Nginx => new NginxContender(site),
        CaseCatalog.Haproxy => new HaproxyContender(site),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such contender"),
    };

    private static async Task CheckAsync(IReadOnlyList<Case> cases, Dictionary<string, Contender> contenders, Material material, CancellationToken cancellation)
    {
        using var check = new AnswerCheck(material);
        var suites = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var measured in cases)
        {
            var contender = contenders[measured.Contender];
            await check.RunAsync(contender, measured, cancellation);
            if (!measured.Scenario.IsPlain) suites[measured.Contender] = await AnswerCheck.SuiteAsync(contender.AddressesOf(measured.Scenario)[0], cancellation);
        }

        if (suites.Values.Distinct(StringComparer.Ordinal).Count() > 1)
            throw new LoadTestException($"the contenders do not encrypt alike: {string.Join(", ", suites.Select(static s => $"{s.Key} {s.Value}"))}");
        Console.WriteLine($"{cases.Count} cases answer as they have to{(suites.Count > 0 ? $", with {suites.Values.First()}" : "")}");
    }
}
