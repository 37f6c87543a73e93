using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Guard;

/// <summary>Measures the guarded cases beside bare YARP in interleaved rounds, with processes of its own.</summary>
internal static class GuardMeasurement
{
    // Few connections: their handshakes are work, too, the same for both, and would hide some of the difference in a second.
    private static readonly Extent Extent = new(GuardRule.Rounds, Seconds: 1, WarmUpSeconds: 5, Connections: 16);

    // Fewer in a second is a process that hardly ran.
    private const long FewestRequests = 200;

    private static readonly Case Yarp = new(CaseCatalog.Yarp, Scenario.Tls, Protocol.Http1);

    /// <summary>
    /// Without profile-guided optimization, in both: it doubles the time until code is compiled for good, which would be most of the guard, and chooses from what it happens
    /// to see, so that two starts of one build differ.
    /// </summary>
    private static readonly Dictionary<string, string> Runtime = new(StringComparer.Ordinal) { ["DOTNET_TieredPGO"] = "0" };

    /// <summary>Nothing but forwarding, and the whole chain.</summary>
    public static IReadOnlyList<Case> Guarded { get; } =
        [new(CaseCatalog.Gateway, Scenario.Tls, Protocol.Http1), new(CaseCatalog.Gateway, Scenario.JwtLocal, Protocol.Http1)];

    /// <summary>The rounds of each case that count.</summary>
    /// <exception cref="LoadTestException">A server or an answer is not as it has to be.</exception>
    public static Task<IReadOnlyDictionary<Case, List<GuardRound>>> RunAsync(CoreSplit cores, CancellationToken cancellation)
    {
        Case[] cases = [Yarp, .. Guarded];
        return Arena.WithAsync(
            cores,
            replicas: 1,
            arena => Contest.WithContendersAsync(
                arena with { Site = arena.Site with { ServerEnvironment = Runtime } },
                cases,
                async contenders =>
                {
                    var samples = await new Comparison(arena.Site, contenders, _ => new Wrk(cores, arena.Folder), Extent).RunAsync(cases, cancellation);
                    return Counting(samples);
                },
                cancellation),
            cancellation);
    }

    internal static IReadOnlyDictionary<Case, List<GuardRound>> Counting(IReadOnlyDictionary<Case, List<Sample>> samples) => Guarded.ToDictionary(
        static c => c,
        c => samples[c].Zip(samples[Yarp]).Where(static r => Counts(r.First) && Counts(r.Second))
            .Select(static r => new GuardRound(r.First.ProcessorMicroseconds, r.Second.ProcessorMicroseconds)).ToList());

    // What fails is answered by less code. That the answers are right was checked before; here a busy machine lets requests time out.
    private static bool Counts(Sample sample) => sample is { Failures: 0, Requests: >= FewestRequests, ProcessorMicroseconds: > 0 };
}
