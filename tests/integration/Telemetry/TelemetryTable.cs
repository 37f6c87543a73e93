using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>A row of the table of metrics.</summary>
internal sealed record DocumentedMetric(string Name, string Prometheus, string Type, string Unit, string[] Tags, string Meaning);

/// <summary>A row of the table of spans.</summary>
internal sealed record DocumentedSpan(string Source, string Name, string Kind, string[] Attributes);

/// <summary>What docs/telemetry.md says.</summary>
internal static class TelemetryTable
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "telemetry.md"));

    public static IReadOnlyDictionary<string, DocumentedMetric> Metrics { get; } = Rows("| Metric |")
        .Select(static c => new DocumentedMetric(Code(c[0]), Code(c[1]), c[2], Code(c[3]), Codes(c[4]), c[5]))
        .ToDictionary(static m => m.Name);

    public static IReadOnlyList<DocumentedSpan> Spans { get; } =
        [.. Rows("| Source |").Select(static c => new DocumentedSpan(Code(c[0]), Code(c[1]), c[2], Codes(c[3])))];

    public static IReadOnlyList<string> LogCategories { get; } = [.. Rows("| Category |").Select(static c => Code(c[0]).TrimEnd('*'))];

    // All tables that begin with this cell: the metrics are several, by subject.
    private static IEnumerable<string[]> Rows(string head)
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (!Lines[i].StartsWith(head, StringComparison.Ordinal)) continue;
            for (i += 2; i < Lines.Length && Lines[i].StartsWith('|'); i++)
                yield return [.. Lines[i].Trim('|').Split('|').Select(static c => c.Trim())];
        }
    }

    private static string Code(string cell) => cell.Trim('`');

    private static string[] Codes(string cell) => cell.Length == 0 ? [] : [.. cell.Split(',').Select(static c => Code(c.Trim()))];
}
