using System.Globalization;
using System.Text;
using OpenTelemetry;

namespace Gateway.Telemetry.Prometheus;

/// <summary>The labels of one series.</summary>
internal static class PrometheusLabels
{
    /// <summary>"a=\"b\",c=\"d\"" without braces. Of two tags that become the same label the first stands: a label twice would spoil the whole scrape.</summary>
    public static string Of(ReadOnlyTagCollection tags)
    {
        if (tags.Count == 0) return "";
        var text = new StringBuilder();
        var seen = new List<string>(tags.Count);
        foreach (var (key, value) in tags)
        {
            var label = PrometheusNames.Label(key);
            // "le" is the histogram's own.
            if (label.Length == 0 || label == "le" || seen.Contains(label)) continue;
            seen.Add(label);
            if (text.Length > 0) text.Append(',');
            text.Append(label).Append("=\"").Append(PrometheusWriter.EscapeLabel(Value(value))).Append('"');
        }

        return text.ToString();
    }

    private static string Value(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
