using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Versions;

/// <summary>One scenario before and after a change, round by round.</summary>
internal sealed record VersionResult(Case Case, List<Sample> Before, List<Sample> After)
{
    /// <summary>Requests a second after the change as a part of those before it.</summary>
    public Distribution Rate => Distribution.Of(After.Zip(Before, static (a, b) => a.RequestsPerSecond / b.RequestsPerSecond));

    /// <summary>Processor time of a request after the change as a part of that before it.</summary>
    public Distribution Processor => Distribution.Of(After.Zip(Before, static (a, b) => a.ProcessorMicroseconds / b.ProcessorMicroseconds));
}

/// <summary>Measures two gateways in turns at the same scenarios: two builds, or one build with two environments.</summary>
internal sealed class VersionPair(CoreSplit cores, Extent extent, GatewayProgram before, GatewayProgram after)
{
    private const string Before = "before";
    private const string After = "after";

    /// <exception cref="LoadTestException">A server, an answer or a load generator is not as it has to be.</exception>
    public Task<List<VersionResult>> RunAsync(IReadOnlyList<Case> cases, CancellationToken cancellation)
    {
        Case[] both = [.. cases.SelectMany(static c => new[] { c with { Contender = Before }, c with { Contender = After } })];
        var programs = new Dictionary<string, GatewayProgram>(StringComparer.Ordinal) { [Before] = before, [After] = after };
        return Contest.WithCasesAsync(
            cores,
            both,
            async (arena, contenders) =>
            {
                var samples = await new Comparison(arena.Site, contenders, arena.Saturating, extent).RunAsync(both, cancellation);
                return cases.Select(c => new VersionResult(c, samples[c with { Contender = Before }], samples[c with { Contender = After }])).ToList();
            },
            cancellation,
            programs: programs);
    }
}
