using System.Globalization;
using System.Text;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Limits;

/// <summary>The rounds of both, in the order in which they were measured.</summary>
/// <param name="Local">In the process, saturated.</param>
/// <param name="Shared">In Redis, saturated.</param>
/// <param name="PacedLocal">In the process, at a fixed rate.</param>
/// <param name="PacedShared">In Redis, at a fixed rate.</param>
/// <param name="Rate">That rate, in requests a second.</param>
internal sealed record LimitPairResults(List<Sample> Local, List<Sample> Shared, List<Sample> PacedLocal, List<Sample> PacedShared, int Rate)
{
    private const double MostDegraded = 0.05;

    public Conditions? Conditions { get; init; }

    /// <summary>Throughput in Redis as a part of that in the process, round by round.</summary>
    public Distribution Ratio => Distribution.Of(Shared.Zip(Local, static (s, l) => s.RequestsPerSecond / l.RequestsPerSecond));

    /// <summary>By how much the 99th percentile is higher in Redis, in milliseconds, round by round.</summary>
    public Distribution AddedP99 => Distribution.Of(PacedShared.Zip(PacedLocal, static (s, l) => (s.P99 - l.P99).TotalMilliseconds));

    /// <summary>Answers of Redis for each request, the heartbeat included.</summary>
    public double StoreCalls => Distribution.OfKnown(Shared.Select(static s => s.StoreCalls))?.Median ?? 0;

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        var all = (Sample[])[.. Local, .. Shared, .. PacedLocal, .. PacedShared];
        if (all.Sum(static s => s.Failures) is > 0 and var failures) yield return $"{failures} requests failed; allowed: 0";
        if (all.Any(static s => s.RequestsPerSecond <= 0)) yield return "a round without a single answer";
        foreach (var samples in new[] { Shared, PacedShared })
            if (Distribution.OfKnown(samples.Select(static s => s.Degraded))?.Median is not <= MostDegraded) yield return $"Redis did not decide; allowed: at most {MostDegraded:P0} of the requests decided without it";
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Conditions is { } conditions)
        {
            var (rounds, seconds, warmUp, connections) = conditions.Extent;
            ConditionsText.Append(text, conditions, string.Create(
                CultureInfo.InvariantCulture, $"{rounds} interleaved rounds of {seconds} s after at most {warmUp} s of warm-up, until the rate no longer rose: {connections} requests in flight, then {Rate:N0} req/s"));
        }

        text.AppendLine("| | req/s | noise | CPU µs | Redis calls / request | p50 ms at the fixed rate | p99 ms |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|");
        Row("in the process", Local, PacedLocal);
        Row("in Redis, leased", Shared, PacedShared);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Throughput in Redis to in the process: **{Ratio.Median:F3}** (rounds: {Ratio.LowerQuartile:F3} to {Ratio.UpperQuartile:F3} in the middle half). Added to the 99th percentile: **{AddedP99.Median:F2} ms** ({AddedP99.LowerQuartile:F2} to {AddedP99.UpperQuartile:F2}).");
        return text.ToString();

        void Row(string name, List<Sample> full, List<Sample> paced)
        {
            var rate = Distribution.Of(full.Select(static s => s.RequestsPerSecond));
            var calls = Distribution.OfKnown(full.Select(static s => s.StoreCalls))?.Median;
            text.AppendLine(string.Join(" | ",
                $"| {name}", Figures.Rate(rate.Median), Figures.Noise(rate.Noise), Figures.Microseconds(Distribution.Of(full.Select(static s => s.ProcessorMicroseconds)).Median),
                calls?.ToString("F4", CultureInfo.InvariantCulture) ?? Figures.None,
                Figures.Milliseconds(Distribution.Of(paced.Select(static s => s.P50.TotalMilliseconds)).Median),
                $"{Figures.Milliseconds(Distribution.Of(paced.Select(static s => s.P99.TotalMilliseconds)).Median)} |"));
        }
    }
}
