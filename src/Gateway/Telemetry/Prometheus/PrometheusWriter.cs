using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.Telemetry.Prometheus;

/// <summary>Writes lines of the text exposition format, version 0.0.4.</summary>
internal readonly struct PrometheusWriter(IBufferWriter<byte> target)
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    /// <summary># HELP and # TYPE of a family.</summary>
    public void Head(string family, string help, string type)
    {
        Text("# HELP ");
        Text(family);
        Text(" ");
        Text(EscapeHelp(help));
        Text("\n# TYPE ");
        Text(family);
        Text(" ");
        Text(type);
        Text("\n");
    }

    /// <summary>One sample. Labels are "a=\"b\",c=\"d\"" or empty.</summary>
    public void Sample(string family, string suffix, string labels, string? bound, double value)
    {
        Text(family);
        Text(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            Text("{");
            Text(labels);
            if (bound is not null)
            {
                Text(labels.Length > 0 ? ",le=\"" : "le=\"");
                Text(bound);
                Text("\"");
            }

            Text("}");
        }

        Text(" ");
        Text(Number(value));
        Text("\n");
    }

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>A label's value between its quotes.</summary>
    public static string EscapeLabel(string value) => value.AsSpan().ContainsAny(Escaped)
        ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        : value;

    // In help texts quotes stand for themselves.
    private static string EscapeHelp(string text) => text.AsSpan().ContainsAny(Escaped)
        ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        : text;

    private void Text(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, target);
}
