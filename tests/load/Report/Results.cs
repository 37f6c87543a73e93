using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Report;

/// <summary>What came out for one case.</summary>
internal sealed record Row(Case Case, Distribution Rate, double P50Milliseconds, double P99Milliseconds, Distribution ProcessorMicroseconds, double Busy, long Failures)
{
    public double? AllocatedBytes { get; init; }

    public double? StoreCalls { get; init; }

    /// <summary>The part of the requests that the process decided by itself, because Redis was too slow.</summary>
    public double? Degraded { get; init; }

    public double? TokenCacheHits { get; init; }

    /// <summary>Throughput as a part of that of bare YARP over the same protocol: the median of the rounds' ratios.</summary>
    public Distribution? ToYarp { get; init; }

    /// <summary>The same to HAProxy doing the same work.</summary>
    public Distribution? ToHaproxy { get; init; }
}

/// <summary>Everything that was measured, in the order of the catalogue.</summary>
internal sealed record Results(Conditions Conditions, IReadOnlyList<Row> Rows)
{
    private const double MostDegraded = 0.05;

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var row in Rows)
        {
            if (row.Failures > 0) yield return $"{row.Case}: {row.Failures} requests failed; allowed: 0";
            if (row.Rate.Minimum <= 0) yield return $"{row.Case}: a round without a single answer";
            // Otherwise the process has decided instead, and another work was measured.
            if (row.Case.Scenario.IsShared && row.Degraded is not <= MostDegraded) yield return $"{row.Case}: {row.Degraded ?? 1:P0} of the requests were decided without Redis; allowed: at most {MostDegraded:P0}";
        }
    }

    public static Results Of(Conditions conditions, IReadOnlyDictionary<Case, List<Sample>> samples) =>
        new(conditions, [.. CaseCatalog.All.Where(samples.ContainsKey).Select(c => RowOf(c, samples))]);

    private static Row RowOf(Case measured, IReadOnlyDictionary<Case, List<Sample>> all)
    {
        var samples = all[measured];
        return new Row(
            measured,
            Distribution.Of(samples.Select(static s => s.RequestsPerSecond)),
            Distribution.Of(samples.Select(static s => s.P50.TotalMilliseconds)).Median,
            Distribution.Of(samples.Select(static s => s.P99.TotalMilliseconds)).Median,
            Distribution.Of(samples.Select(static s => s.ProcessorMicroseconds)),
            Distribution.Of(samples.Select(static s => s.Busy)).Median,
            samples.Sum(static s => s.Failures))
        {
            AllocatedBytes = Distribution.OfKnown(samples.Select(static s => s.AllocatedBytes))?.Median,
            StoreCalls = Distribution.OfKnown(samples.Select(static s => s.StoreCalls))?.Median,
            Degraded = Distribution.OfKnown(samples.Select(static s => s.Degraded))?.Median,
            TokenCacheHits = Distribution.OfKnown(samples.Select(static s => s.TokenCacheHits))?.Median,
            ToYarp = Ratio(samples, CaseCatalog.YarpFor(measured), all),
            ToHaproxy = Ratio(samples, CaseCatalog.HaproxyFor(measured), all),
        };
    }

    // Round by round: what slowed a whole round down does not show in its ratio.
    private static Distribution? Ratio(List<Sample> samples, Case? reference, IReadOnlyDictionary<Case, List<Sample>> all) =>
        reference is not null && all.TryGetValue(reference, out var others) && others.TrueForAll(static o => o.RequestsPerSecond > 0)
            ? Distribution.Of(samples.Zip(others, static (own, other) => own.RequestsPerSecond / other.RequestsPerSecond))
            : null;
}
