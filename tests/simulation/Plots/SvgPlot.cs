using System.Globalization;
using System.Text;

namespace Gateway.Simulation.Plots;

/// <summary>A line of a plot.</summary>
internal sealed record PlotLine(string Name, string Color, IReadOnlyList<(double X, double Y)> Points, bool IsDashed = false);

/// <summary>A line plot as SVG that can be read on a light and on a dark page.</summary>
/// <param name="title">What it shows.</param>
/// <param name="x">The horizontal axis.</param>
/// <param name="y">The vertical axis.</param>
internal sealed class SvgPlot(string title, string x, string y)
{
    private const int Width = 760, Height = 420, Left = 76, Right = 24, Top = 48, Bottom = 92;
    private readonly List<PlotLine> _lines = [];

    /// <summary>Both axes by powers of ten.</summary>
    public bool IsLogarithmic { get; init; }

    public void Add(PlotLine line) => _lines.Add(line);

    public string Render()
    {
        var (xs, ys) = (_lines.SelectMany(l => l.Points).Select(p => p.X).ToArray(), _lines.SelectMany(l => l.Points).Select(p => p.Y).ToArray());
        var (minX, maxX) = IsLogarithmic ? (xs.Min(), xs.Max()) : (0, xs.Max());
        var (minY, maxY) = IsLogarithmic ? (Decade(ys.Min(), up: false), Decade(ys.Max(), up: true)) : (0, Round(ys.Max()));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Width / 2, 26, title, "middle", 16);
        Text(svg, Left + ((Width - Left - Right) / 2.0), Height - Bottom + 40, x, "middle");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(18 {Top + ((Height - Top - Bottom) / 2)}) rotate(-90)\" text-anchor=\"middle\" fill=\"#333333\">{y}</text>\n");
        foreach (var tick in Ticks(minY, maxY)) Grid(svg, Left, Y(tick), Width - Right, Y(tick), () => Text(svg, Left - 8, Y(tick) + 4, Label(tick), "end"));
        foreach (var tick in Ticks(minX, maxX)) Grid(svg, X(tick), Top, X(tick), Height - Bottom, () => Text(svg, X(tick), Height - Bottom + 18, Label(tick), "middle"));

        var at = Left;
        foreach (var line in _lines)
        {
            var dash = line.IsDashed ? " stroke-dasharray=\"6 4\"" : "";
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{line.Color}\" stroke-width=\"2\"{dash} points=\"");
            foreach (var (px, py) in line.Points) svg.Append(CultureInfo.InvariantCulture, $"{X(px):0.#},{Y(py):0.#} ");
            svg.Append("\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{at}\" y1=\"{Height - 22}\" x2=\"{at + 24}\" y2=\"{Height - 22}\" stroke=\"{line.Color}\" stroke-width=\"2\"{dash}/>\n");
            Text(svg, at + 30, Height - 18, line.Name, "start");
            at += 48 + (line.Name.Length * 7);
        }

        return svg.Append("</svg>\n").ToString();

        double X(double value) => Left + (Part(value, minX, maxX) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (Part(value, minY, maxY) * (Height - Top - Bottom));
    }

    private double Part(double value, double min, double max) =>
        IsLogarithmic ? Math.Log(value / min) / Math.Log(max / min) : (value - min) / (max - min);

    private IEnumerable<double> Ticks(double min, double max)
    {
        if (IsLogarithmic)
        {
            for (var tick = Decade(min, up: false); tick <= max * 1.001; tick *= 10)
                if (tick >= min * 0.999) yield return tick;
            yield break;
        }

        var step = Math.Pow(10, Math.Floor(Math.Log10(max)));
        while (max / step < 5) step /= 2;
        for (var tick = 0.0; tick <= max * 1.001; tick += step) yield return tick;
    }

    private static double Decade(double value, bool up) => Math.Pow(10, up ? Math.Ceiling(Math.Log10(value)) : Math.Floor(Math.Log10(value)));

    private static double Round(double value)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(value))) / 2;
        return Math.Ceiling(value / step) * step;
    }

    private static string Label(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    private static void Grid(StringBuilder svg, double x1, double y1, double x2, double y2, Action label)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"#dddddd\"/>\n");
        label();
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, int size = 13) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"#333333\">{text}</text>\n");
}
