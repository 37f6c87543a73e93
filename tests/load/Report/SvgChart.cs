using System.Xml.Linq;
using Gateway.LoadTests.Scenarios;
using static Gateway.LoadTests.Report.SvgShapes;

namespace Gateway.LoadTests.Report;

/// <summary>The throughput as horizontal bars, grouped by the work done, with whiskers from the slowest to the fastest round.</summary>
internal static class SvgChart
{
    private const int Width = 960;
    private const int LabelWidth = 340;
    private const int RightMargin = 110;
    private const int BarHeight = 18;
    private const int RowHeight = 25;
    private const int HeadingHeight = 34;
    private const int Top = 62;
    private const int Bottom = 46;

    private static readonly Dictionary<string, string> Colours = new(StringComparer.Ordinal)
    {
        [CaseCatalog.Gateway] = "#1f6feb",
        [CaseCatalog.Yarp] = "#8c959f",
        [CaseCatalog.Nginx] = "#2da44e",
        [CaseCatalog.Haproxy] = "#d4791f",
    };

    public static string Of(Results results)
    {
        var groups = results.Rows.GroupBy(static r => (r.Case.Scenario.Group, r.Case.ProtocolName)).ToList();
        var scale = new Axis(results.Rows.Max(static r => r.Rate.Maximum), Width - LabelWidth - RightMargin);
        var plotBottom = Top + groups.Sum(static g => HeadingHeight + g.Count() * RowHeight);
        var height = plotBottom + Bottom;
        var root = Picture(Width, height);
        root.Add(
            Text(24, 28, "Requests per second on one server core", 17, "start", bold: true),
            Text(24, 47, "Median of the rounds; the whisker goes from the slowest to the fastest round. Longer is better.", 12, "start", "#59636e"));
        foreach (var tick in scale.Ticks()) root.Add(Text(LabelWidth + scale.Of(tick), plotBottom + 20, Figures.Rate(tick), 11, "middle", "#59636e"));

        double y = Top;
        foreach (var group in groups)
        {
            root.Add(Text(24, y + 22, $"{group.Key.Group} · {group.Key.ProtocolName}", 13, "start", bold: true));
            y += HeadingHeight;
            // Behind the bars, and not through the headings.
            var bottom = y + group.Count() * RowHeight;
            foreach (var x in scale.Ticks().Select(tick => LabelWidth + scale.Of(tick))) root.Add(Line(x, y - 4, x, bottom, "#e3e6ea", 1));
            foreach (var row in group)
            {
                root.Add(Bar(row, y, scale));
                y += RowHeight;
            }
        }

        return new XDocument(root) + Environment.NewLine;
    }

    private static object[] Bar(Row row, double y, Axis scale)
    {
        var middle = y + BarHeight / 2.0;
        var (low, high) = (LabelWidth + scale.Of(row.Rate.Minimum), LabelWidth + scale.Of(row.Rate.Maximum));
        var isOurs = row.Case.Contender == CaseCatalog.Gateway;
        return
        [
            Text(LabelWidth - 10, middle + 4.5, $"{row.Case.Contender}, {row.Case.Scenario.Title}", 12, "end", bold: isOurs),
            Rectangle(LabelWidth, y, scale.Of(row.Rate.Median), BarHeight, Colours.GetValueOrDefault(row.Case.Contender, "#8c959f")),
            Line(low, middle, high, middle, "#1f2328", 1.4),
            Line(low, middle - 4, low, middle + 4, "#1f2328", 1.4),
            Line(high, middle - 4, high, middle + 4, "#1f2328", 1.4),
            Text(high + 8, middle + 4.5, Figures.Rate(row.Rate.Median), 12, "start", bold: isOurs),
        ];
    }
}
