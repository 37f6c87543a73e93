using System.Globalization;
using System.Text;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Latency;

/// <summary>The rounds of each at the fixed rate, in the order in which they were measured.</summary>
internal sealed record LatencyResults(IReadOnlyDictionary<Case, List<Sample>> Paced, int Rate)
{
    private const double MostDegraded = 0.05;
    private const double KeptRate = 0.95;

    private static readonly Goal Added = Goal.AtMost(0.3, " ms");

    public Conditions? Conditions { get; init; }

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [.. SampleFaults.Of(Paced)];
        foreach (var (measured, rounds) in Paced)
            if (Distribution.Of(rounds.Select(static s => s.RequestsPerSecond)).Median < KeptRate * Rate) faults.Add($"{measured}: did not keep the rate of {Rate} req/s; the latencies are those of a queue");
        if (Distribution.OfKnown(Paced[LatencyCases.Chain].Select(static s => s.Degraded))?.Median is > MostDegraded) faults.Add($"{LatencyCases.Chain}: Redis did not decide; allowed: at most {MostDegraded:P0} of the requests decided without it");
        return faults;
    }

    /// <summary>By how much a percentile is above bare YARP's, in milliseconds, round by round.</summary>
    public Distribution AddedTo(Case measured, Func<Sample, TimeSpan> percentile) => Distribution.Of(
        Paced[measured].Zip(Paced[LatencyCases.Yarp], (own, yarp) => (percentile(own) - percentile(yarp)).TotalMilliseconds));

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Conditions is { } conditions)
        {
            var (rounds, seconds, warmUp, connections) = conditions.Extent;
            ConditionsText.Append(text, conditions, string.Create(
                CultureInfo.InvariantCulture, $"{rounds} interleaved rounds of {seconds} s at {Rate:N0} req/s each, after at most {warmUp} s of warm-up with {connections} requests in flight"));
        }

        text.AppendLine("| | core busy | p50 ms | p99 ms | p99 from – to | p99.9 ms | added p50 | added p99 | from – to | added p99.9 | goal for p99 |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var (name, measured) in new[] { ("bare YARP", LatencyCases.Yarp), ("**gateway**, anonymous", LatencyCases.Anonymous), ("**gateway**, JWT, limit in Redis", LatencyCases.Chain) })
        {
            var rounds = Paced[measured];
            var p99 = Of(rounds, P99);
            var isYarp = measured == LatencyCases.Yarp;
            var added = AddedTo(measured, P99);
            text.AppendLine(string.Join(" | ",
                $"| {name}", Figures.Percent(Pairing.Busy(rounds)), Figures.Milliseconds(Of(rounds, P50).Median), Figures.Milliseconds(p99.Median), Range(p99), Figures.Milliseconds(Of(rounds, P999).Median),
                isYarp ? Figures.None : Text(AddedTo(measured, P50).Median), isYarp ? Figures.None : Text(added.Median), isYarp ? Figures.None : Range(added),
                isYarp ? Figures.None : Text(AddedTo(measured, P999).Median), isYarp ? $"{Figures.None} |" : $"{Added.Verdict(added.Median)} |"));
        }

        return text.ToString();
    }

    private static TimeSpan P50(Sample sample) => sample.P50;

    private static TimeSpan P99(Sample sample) => sample.P99;

    private static TimeSpan P999(Sample sample) => sample.P999 ?? TimeSpan.Zero;

    private static Distribution Of(List<Sample> samples, Func<Sample, TimeSpan> percentile) => Distribution.Of(samples.Select(s => percentile(s).TotalMilliseconds));

    private static string Range(Distribution values) => $"{Text(values.LowerQuartile)} – {Text(values.UpperQuartile)}";

    private static string Text(double milliseconds) => milliseconds.ToString("F2", CultureInfo.InvariantCulture);
}
