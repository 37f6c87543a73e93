using System.Globalization;
using System.Xml.Linq;

namespace Gateway.LoadTests.Report;

/// <summary>What charts are drawn with.</summary>
internal static class SvgShapes
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>An empty picture with a white ground.</summary>
    public static XElement Picture(double width, double height) => new(Svg + "svg",
        new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")), Number("width", width), Number("height", height),
        new XAttribute("font-family", "system-ui, 'DejaVu Sans', Arial, sans-serif"), new XAttribute("font-size", 13), new XAttribute("fill", "#1f2328"),
        Rectangle(0, 0, width, height, "#ffffff"));

    public static XElement Rectangle(double x, double y, double width, double height, string fill) => new(Svg + "rect",
        Number("x", x), Number("y", y), Number("width", width), Number("height", height), new XAttribute("fill", fill));

    public static XElement Line(double x1, double y1, double x2, double y2, string stroke, double width) => new(Svg + "line",
        Number("x1", x1), Number("y1", y1), Number("x2", x2), Number("y2", y2), new XAttribute("stroke", stroke), Number("stroke-width", width));

    public static XElement Text(double x, double y, string content, int size, string anchor, string? fill = null, bool bold = false) => new(Svg + "text",
        Number("x", x), Number("y", y), new XAttribute("font-size", size), new XAttribute("text-anchor", anchor),
        fill is null ? null : new XAttribute("fill", fill), bold ? new XAttribute("font-weight", 600) : null, content);

    private static XAttribute Number(string name, double value) => new(name, Math.Round(value, 1).ToString(CultureInfo.InvariantCulture));
}
