using System.Globalization;
using System.Text;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Replicas;

/// <summary>The rounds of one kind: saturated, then each replica at a fixed rate.</summary>
internal sealed record ReplicaRounds(Func<int, Case> CaseOf, IReadOnlyDictionary<Case, List<Sample>> Full, IReadOnlyDictionary<Case, List<Sample>> Paced, int RateEach);

/// <summary>Both kinds.</summary>
internal sealed record ReplicaResults(ReplicaRounds Leased, ReplicaRounds Asked)
{
    private const double MostDegraded = 0.05;

    public Conditions? Conditions { get; init; }

    /// <summary>What the model starts from.</summary>
    public ScaleInputs Inputs => new(
        Of(Leased.Full[Leased.CaseOf(1)], static s => s.RequestsPerSecond),
        // Where the calls are so many that they are all that Redis does.
        Distribution.OfKnown(Asked.Paced[Asked.CaseOf(ReplicaCases.Most)].Select(static s => s.RedisMicroseconds))?.Median ?? 0);

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        foreach (var samples in new[] { Leased.Full, Leased.Paced, Asked.Full, Asked.Paced })
        {
            faults.AddRange(SampleFaults.Of(samples));
            foreach (var (measured, rounds) in samples)
                if (Distribution.OfKnown(rounds.Select(static s => s.Degraded))?.Median is not <= MostDegraded) faults.Add($"{measured}: Redis did not decide; allowed: at most {MostDegraded:P0} of the requests decided without it");
        }

        if (Inputs.MicrosecondsPerCall <= 0) faults.Add("redis-server ran no script; its cost is unknown");
        return faults;
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Conditions is { } conditions)
        {
            var (rounds, seconds, warmUp, connections) = conditions.Extent;
            ConditionsText.Append(text, conditions, string.Create(
                CultureInfo.InvariantCulture,
                $"{rounds} interleaved rounds of {seconds} s after at most {warmUp} s of warm-up: {connections} requests in flight for all replicas together, then {Leased.RateEach:N0} (leased) and {Asked.RateEach:N0} (asked) req/s on each"));
        }

        text.AppendLine("| | replicas | req/s, saturated | noise | req/s, paced | p50 ms | p99 ms | calls / request | model | calls / s | Redis busy | Redis CPU µs / call | script µs |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Append(text, Leased, isLeased: true);
        Append(text, Asked, isLeased: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReplicaRounds kind, bool isLeased)
    {
        foreach (var count in ReplicaCases.Counts)
        {
            var measured = kind.CaseOf(count);
            var (full, paced) = (Distribution.Of(kind.Full[measured].Select(static s => s.RequestsPerSecond)), kind.Paced[measured]);
            var rate = Of(paced, static s => s.RequestsPerSecond);
            var calls = Of(paced, static s => s.StoreCalls ?? 0);
            var model = isLeased ? ScaleModel.CallsPerRequest(count, ReplicaCases.Permits, kind.RateEach) : 1;
            text.AppendLine(string.Join(" | ",
                $"| {measured.Scenario.Title}", count.ToString(CultureInfo.InvariantCulture), Figures.Rate(full.Median), Figures.Noise(full.Noise), Figures.Rate(rate),
                Figures.Milliseconds(Of(paced, static s => s.P50.TotalMilliseconds)), Figures.Milliseconds(Of(paced, static s => s.P99.TotalMilliseconds)),
                Text(calls, "F4"), Text(model, "F4"), Text(calls * rate, "N0"), $"{Text(100 * Of(paced, static s => s.RedisBusy ?? 0), "F1")} %",
                Known(paced, static s => s.RedisMicroseconds), $"{Known(paced, static s => s.ScriptMicroseconds)} |"));
        }
    }

    private static double Of(List<Sample> samples, Func<Sample, double> figure) => Distribution.Of(samples.Select(figure)).Median;

    private static string Known(List<Sample> samples, Func<Sample, double?> figure) =>
        Distribution.OfKnown(samples.Select(figure)) is { } known ? Text(known.Median, "F1") : Figures.None;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
