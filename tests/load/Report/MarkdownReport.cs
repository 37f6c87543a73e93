using System.Globalization;
using System.Text;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Report;

/// <summary>The results as Markdown for docs/benchmarks.md: where and how, then one row for each case.</summary>
internal static class MarkdownReport
{
    public static string Of(Results results)
    {
        var conditions = results.Conditions;
        var text = new StringBuilder();
        ConditionsText.Append(text, conditions, Extent(results));
        text.AppendLine("![Requests per second of each contender](benchmarks.svg)").AppendLine();
        text.AppendLine("| | protocol | req/s | noise | to bare YARP | to HAProxy | p50 ms | p99 ms | CPU µs | core busy | allocated B |");
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var row in results.Rows)
        {
            text.AppendLine(string.Join(" | ",
                $"| {Name(row.Case)}", row.Case.ProtocolName, Figures.Rate(row.Rate.Median), Figures.Noise(row.Rate.Noise), Figures.Ratio(row.ToYarp), Figures.Ratio(row.ToHaproxy),
                Figures.Milliseconds(row.P50Milliseconds), Figures.Milliseconds(row.P99Milliseconds), Figures.Microseconds(row.ProcessorMicroseconds.Median),
                Figures.Percent(row.Busy), $"{Figures.Bytes(row.AllocatedBytes)} |"));
        }

        return text.ToString();
    }

    private static string Extent(Results results)
    {
        var (rounds, seconds, warmUp, connections) = results.Conditions.Extent;
        var replicas = results.Conditions.Replicas > 1 ? string.Create(CultureInfo.InvariantCulture, $", {results.Conditions.Replicas} replicas of the gateway") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{rounds} interleaved rounds of {seconds} s after at most {warmUp} s of warm-up, until the rate no longer rose, {connections} requests in flight{replicas}");
    }

    private static string Name(Case measured) =>
        measured.Contender == CaseCatalog.Gateway ? $"**gateway**, {measured.Scenario.Title}" : $"{measured.Contender}, {measured.Scenario.Title}";
}
