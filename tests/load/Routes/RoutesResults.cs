using System.Globalization;
using System.Text;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Routes;

/// <summary>The rounds of both, in the order in which they were measured, and the reloads.</summary>
internal sealed record RoutesResults(List<Sample> Few, List<Sample> Many, ReloadResults Reload)
{
    // The goals: a request on many routes costs at most 5 % more; a reload takes less than a second, and delays no request by more than 50 ms.
    private const double MostExtra = 1.05;
    private const double MostReloadMilliseconds = 1000;
    private const double MostLatencyMilliseconds = 50;

    public Conditions? Conditions { get; init; }

    /// <summary>Throughput on many routes as a part of that on few, round by round.</summary>
    public Distribution Rate => Distribution.Of(Many.Zip(Few, static (m, f) => m.RequestsPerSecond / f.RequestsPerSecond));

    /// <summary>Processor time of a request on many routes as a multiple of that on few, round by round.</summary>
    public Distribution Processor => Distribution.Of(Many.Zip(Few, static (m, f) => m.ProcessorMicroseconds / f.ProcessorMicroseconds));

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Few.Concat(Many).Sum(static s => s.Failures) is > 0 and var failures) yield return $"{failures} requests failed; allowed: 0";
        if (Few.Concat(Many).Any(static s => s.RequestsPerSecond <= 0)) yield return "a round without a single answer";
        if (Reload.Failures > 0) yield return $"{Reload.Failures} requests failed during the reloads; allowed: 0";
        if (Reload.Quiet.Count == 0) yield return "no second without a reload";
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Conditions is { } conditions)
        {
            var (rounds, seconds, warmUp, connections) = conditions.Extent;
            text.AppendLine("```");
            text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.System}, {conditions.Processor}, {conditions.ProcessorCount} cores");
            text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.Runtime}, {string.Join(", ", conditions.Tools)}");
            text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.Pinning}");
            text.AppendLine(CultureInfo.InvariantCulture, $"{rounds} interleaved rounds of {seconds} s after at most {warmUp} s of warm-up, until the rate no longer rose: {connections} requests in flight; then {Reload.Reloads.Count} reloads at {Reload.Rate:N0} req/s");
            text.AppendLine(CultureInfo.InvariantCulture, $"{ConditionsText.Noise(conditions)}");
            text.AppendLine("```").AppendLine();
            if (conditions.IsNoisy) text.AppendLine(CultureInfo.InvariantCulture, $"**The machine was not idle: {ConditionsText.Noise(conditions)}. The figures are not to be relied on.**").AppendLine();
        }

        text.AppendLine("| | req/s | noise | CPU µs |");
        text.AppendLine("|---|---:|---:|---:|");
        Row("10 routes", Few);
        Row("1,000 routes", Many);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Throughput on 1,000 routes to that on 10: **{Rate.Median:F3}** (rounds: {Rate.LowerQuartile:F3} to {Rate.UpperQuartile:F3} in the middle half). Processor time of a request: **{Processor.Median:F3}** ({Processor.LowerQuartile:F3} to {Processor.UpperQuartile:F3}); goal: at most {MostExtra:F2}, {Met(Processor.Median <= MostExtra)}.");
        text.AppendLine();
        var (times, during, quiet) = (Distribution.Of(Reload.Reloads.Select(static r => r.Milliseconds)), Reload.During, Reload.Quiet);
        text.AppendLine("| | seconds | p99 ms, median | worst | highest ms, median | worst |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|");
        Seconds("without a reload", quiet);
        Seconds("of a reload", during);
        text.AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"Reload of 1,000 routes, from replacing the file to serving it: **{times.Median:F0} ms**, at most {times.Maximum:F0} ms; goal: under {MostReloadMilliseconds:N0} ms, {Met(times.Maximum < MostReloadMilliseconds)}. ");
        text.AppendLine(CultureInfo.InvariantCulture, $"Highest latency in the seconds of reloads: **{Highest(during):F1} ms**; goal: at most {MostLatencyMilliseconds:F0} ms, {Met(Highest(during) <= MostLatencyMilliseconds)}.");
        return text.ToString();

        static string Met(bool isMet) => isMet ? "met" : "missed";
        static double Highest(IEnumerable<SecondOfLoad> seconds) => seconds.Select(static s => s.HighestMilliseconds).DefaultIfEmpty().Max();

        void Row(string name, List<Sample> samples)
        {
            var rate = Distribution.Of(samples.Select(static s => s.RequestsPerSecond));
            text.AppendLine(string.Join(" | ",
                $"| {name}", Figures.Rate(rate.Median), Figures.Noise(rate.Noise),
                $"{Figures.Microseconds(Distribution.Of(samples.Select(static s => s.ProcessorMicroseconds)).Median)} |"));
        }

        void Seconds(string name, IReadOnlyList<SecondOfLoad> seconds)
        {
            if (seconds.Count == 0) return;
            var (p99, highest) = (Distribution.Of(seconds.Select(static s => s.P99Milliseconds)), Distribution.Of(seconds.Select(static s => s.HighestMilliseconds)));
            text.AppendLine(string.Join(" | ",
                $"| {name}", Figures.Rate(seconds.Count), Figures.Milliseconds(p99.Median), Figures.Milliseconds(p99.Maximum), Figures.Milliseconds(highest.Median), $"{Figures.Milliseconds(highest.Maximum)} |"));
        }
    }
}
