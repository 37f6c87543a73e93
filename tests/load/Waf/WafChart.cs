using System.Globalization;
using System.Xml.Linq;
using Gateway.LoadTests.Report;
using static Gateway.LoadTests.Report.SvgShapes;

namespace Gateway.LoadTests.Waf;

/// <summary>Processor time of a request as horizontal bars, a group for each kind of request.</summary>
internal static class WafChart
{
    private const int Width = 960;
    private const int LabelWidth = 220;
    private const int RightMargin = 110;
    private const int BarHeight = 18;
    private const int RowHeight = 25;
    private const int HeadingHeight = 34;
    private const int Top = 62;
    private const int Bottom = 46;

    public static string Of(WafResults results)
    {
        var subjects = WafSubjects.All;
        var scale = new Axis(results.Samples.Keys.Max(k => results.Cost(k.Item1, k.Item2).Maximum), Width - LabelWidth - RightMargin);
        var plotBottom = Top + WafRequest.All.Count * (HeadingHeight + subjects.Count * RowHeight);
        var root = Picture(Width, plotBottom + Bottom);
        root.Add(
            Text(24, 28, "Processor time of a request, µs", 17, "start", bold: true),
            Text(24, 47, "OWASP Core Rule Set, paranoia level 1. Median of the rounds; the whisker goes from the lowest to the highest round. Shorter is better.", 12, "start", "#59636e"));
        foreach (var tick in scale.Ticks()) root.Add(Text(LabelWidth + scale.Of(tick), plotBottom + 20, Figures.Rate(tick), 11, "middle", "#59636e"));

        double y = Top;
        foreach (var request in WafRequest.All)
        {
            root.Add(Text(24, y + 22, request.Title, 13, "start", bold: true));
            y += HeadingHeight;
            // Behind the bars, and not through the headings.
            foreach (var x in scale.Ticks().Select(tick => LabelWidth + scale.Of(tick))) root.Add(Line(x, y - 4, x, y + subjects.Count * RowHeight, "#e3e6ea", 1));
            foreach (var subject in subjects)
            {
                root.Add(Bar(subject, results.Cost(subject, request), y, scale));
                y += RowHeight;
            }
        }

        return new XDocument(root) + Environment.NewLine;
    }

    private static object[] Bar(WafSubject subject, Distribution cost, double y, Axis scale)
    {
        var middle = y + BarHeight / 2.0;
        var (low, high) = (LabelWidth + scale.Of(cost.Minimum), LabelWidth + scale.Of(cost.Maximum));
        var isOurs = subject is WafSubject.GatewayRules;
        return
        [
            Text(LabelWidth - 10, middle + 4.5, WafSubjects.TitleOf(subject), 12, "end", bold: isOurs),
            Rectangle(LabelWidth, y, scale.Of(cost.Median), BarHeight, ColourOf(subject)),
            Line(low, middle, high, middle, "#1f2328", 1.4),
            Line(low, middle - 4, low, middle + 4, "#1f2328", 1.4),
            Line(high, middle - 4, high, middle + 4, "#1f2328", 1.4),
            Text(high + 8, middle + 4.5, cost.Median.ToString(cost.Median < 1000 ? "F0" : "N0", CultureInfo.InvariantCulture), 12, "start", bold: isOurs),
        ];
    }

    private static string ColourOf(WafSubject subject) => subject switch
    {
        WafSubject.Nginx => "#a9dcb8",
        WafSubject.NginxRules => "#2da44e",
        WafSubject.Gateway => "#a5c8fa",
        _ => "#1f6feb",
    };
}
