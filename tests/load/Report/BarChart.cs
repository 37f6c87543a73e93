using System.Xml.Linq;
using static Gateway.LoadTests.Report.SvgShapes;

namespace Gateway.LoadTests.Report;

/// <summary>A bar: what it is called, the rounds, the figure beside it, and whether it is the gateway's.</summary>
internal sealed record Bar(string Label, Distribution Rounds, string Figure, string Colour, bool IsOurs);

/// <summary>Bars under a heading.</summary>
internal sealed record BarGroup(string Heading, IReadOnlyList<Bar> Bars);

/// <summary>Horizontal bars in groups: the median of the rounds, with a whisker from the lowest to the highest.</summary>
/// <param name="title">The first line.</param>
/// <param name="explanation">The line below it.</param>
/// <param name="labelWidth">Room for the longest label.</param>
internal sealed class BarChart(string title, string explanation, int labelWidth)
{
    private const int Width = 960;
    private const int RightMargin = 110;
    private const int BarHeight = 18;
    private const int RowHeight = 25;
    private const int HeadingHeight = 34;
    private const int Top = 62;
    private const int Bottom = 46;

    public string Of(IReadOnlyList<BarGroup> groups)
    {
        var axis = new Axis(groups.SelectMany(static g => g.Bars).Max(static b => b.Rounds.Maximum), Width - labelWidth - RightMargin);
        var plotBottom = Top + groups.Sum(static g => HeadingHeight + g.Bars.Count * RowHeight);
        var root = Picture(Width, plotBottom + Bottom);
        root.Add(Text(24, 28, title, 17, "start", bold: true), Text(24, 47, explanation, 12, "start", "#59636e"));
        foreach (var tick in axis.Ticks()) root.Add(Text(labelWidth + axis.Of(tick), plotBottom + 20, Figures.Rate(tick), 11, "middle", "#59636e"));

        double y = Top;
        foreach (var group in groups)
        {
            root.Add(Text(24, y + 22, group.Heading, 13, "start", bold: true));
            y += HeadingHeight;
            // Behind the bars, and not through the headings.
            var bottom = y + group.Bars.Count * RowHeight;
            foreach (var x in axis.Ticks().Select(tick => labelWidth + axis.Of(tick))) root.Add(Line(x, y - 4, x, bottom, "#e3e6ea", 1));
            foreach (var bar in group.Bars)
            {
                root.Add(Shapes(bar, y, axis));
                y += RowHeight;
            }
        }

        return new XDocument(root) + Environment.NewLine;
    }

    private object[] Shapes(Bar bar, double y, Axis axis)
    {
        var middle = y + BarHeight / 2.0;
        var (low, high) = (labelWidth + axis.Of(bar.Rounds.Minimum), labelWidth + axis.Of(bar.Rounds.Maximum));
        return
        [
            Text(labelWidth - 10, middle + 4.5, bar.Label, 12, "end", bold: bar.IsOurs),
            Rectangle(labelWidth, y, axis.Of(bar.Rounds.Median), BarHeight, bar.Colour),
            Line(low, middle, high, middle, "#1f2328", 1.4),
            Line(low, middle - 4, low, middle + 4, "#1f2328", 1.4),
            Line(high, middle - 4, high, middle + 4, "#1f2328", 1.4),
            Text(high + 8, middle + 4.5, bar.Figure, 12, "start", bold: bar.IsOurs),
        ];
    }
}
