using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Report;

/// <summary>The throughput as horizontal bars, grouped by the work done, with whiskers from the slowest to the fastest round.</summary>
internal static class SvgChart
{
    private const string Grey = "#8c959f";

    private static readonly BarChart Chart = new(
        "Requests per second on one server core", "Median of the rounds; the whisker goes from the slowest to the fastest round. Longer is better.", labelWidth: 340);

    private static readonly Dictionary<string, string> Colours = new(StringComparer.Ordinal)
    {
        [CaseCatalog.Gateway] = "#1f6feb",
        [CaseCatalog.Yarp] = Grey,
        [CaseCatalog.Nginx] = "#2da44e",
        [CaseCatalog.Haproxy] = "#d4791f",
    };

    public static string Of(Results results) => Chart.Of(
        [.. results.Rows.GroupBy(static r => (r.Case.Scenario.Group, r.Case.ProtocolName)).Select(static g => new BarGroup($"{g.Key.Group} · {g.Key.ProtocolName}", [.. g.Select(BarOf)]))]);

    private static Bar BarOf(Row row) => new(
        $"{row.Case.Contender}, {row.Case.Scenario.Title}", row.Rate, Figures.Rate(row.Rate.Median), Colours.GetValueOrDefault(row.Case.Contender, Grey), row.Case.Contender == CaseCatalog.Gateway);
}
