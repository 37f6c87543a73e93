using System.Globalization;

namespace Gateway.LoadTests.Contenders;

/// <summary>Reads counters from the Prometheus text format.</summary>
internal static class PrometheusText
{
    /// <summary>The sum of a counter's series whose labels contain a text; null when there is no series of that name.</summary>
    public static double? Sum(string text, string name, string label = "")
    {
        double? sum = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length <= name.Length) continue;
            var rest = line[name.Length..];
            if (rest[0] is not ('{' or ' ')) continue;
            var labels = rest[..(rest.LastIndexOf('}') + 1)];
            sum ??= 0;
            if (labels.IndexOf(label, StringComparison.Ordinal) < 0) continue;
            var value = rest[labels.Length..].Trim();
            // A timestamp may follow the value.
            if (value.IndexOf(' ') is var end and > 0) value = value[..end];
            sum += double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return sum;
    }
}
