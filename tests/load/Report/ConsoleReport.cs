using Spectre.Console;

namespace Gateway.LoadTests.Report;

/// <summary>The results as a table on the terminal.</summary>
internal static class ConsoleReport
{
    public static void Write(IAnsiConsole console, Results results)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("case");
        foreach (var name in new[] { "req/s", "noise", "to YARP", "to HAProxy", "p50 ms", "p99 ms", "CPU µs", "core busy", "alloc. B", "Redis/req", "token hits", "failed" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in results.Rows)
        {
            table.AddRow(
                Markup.Escape(row.Case.Id), Figures.Rate(row.Rate.Median), Figures.Noise(row.Rate.Noise), Figures.Ratio(row.ToYarp), Figures.Ratio(row.ToHaproxy),
                Figures.Milliseconds(row.P50Milliseconds), Figures.Milliseconds(row.P99Milliseconds), Figures.Microseconds(row.ProcessorMicroseconds.Median), Figures.Percent(row.Busy),
                Figures.Bytes(row.AllocatedBytes), row.StoreCalls is { } calls ? Figures.Microseconds(calls) : Figures.None,
                row.TokenCacheHits is { } hits ? Figures.Percent(hits) : Figures.None, row.Failures.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        console.Write(table);
    }
}
