using System.Text;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Prometheus;

/// <summary>Names of OpenTelemetry as names of Prometheus, by OpenTelemetry's own mapping ("Prometheus and OpenMetrics Compatibility").</summary>
internal static class PrometheusNames
{
    /// <summary>The name of a metric's family: without "_bucket", "_sum" and "_count", with "_total" and the unit.</summary>
    public static string Family(string name, string unit, MetricType type)
    {
        var isCounter = type is MetricType.LongSum or MetricType.DoubleSum;
        var family = Sanitize(name, allowColon: true);
        if (isCounter && family.EndsWith("_total", StringComparison.Ordinal)) family = family[..^"_total".Length];
        var suffix = unit == "1" ? (type is MetricType.LongGauge or MetricType.DoubleGauge ? "ratio" : "") : Unit(unit);
        if (suffix.Length > 0 && !family.EndsWith("_" + suffix, StringComparison.Ordinal)) family = $"{family}_{suffix}";
        return isCounter ? family + "_total" : family;
    }

    /// <summary>The name of a label. "__" at the start is Prometheus's own.</summary>
    public static string Label(string name) => Sanitize(name, allowColon: false) is var label && label.StartsWith("__", StringComparison.Ordinal) ? "key" + label : label;

    private static string Unit(string unit)
    {
        // "{request}" says what is counted; it is no unit.
        if (unit.Length == 0 || unit[0] == '{') return "";
        var per = unit.IndexOf('/');
        if (per > 0) return $"{Word(unit[..per])}_per_{Word(unit[(per + 1)..]).TrimEnd('s')}";
        return Word(unit);
    }

    private static string Word(string unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "%" => "percent",
        _ => Sanitize(unit, allowColon: false).Trim('_'),
    };

    private static string Sanitize(string name, bool allowColon)
    {
        var result = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            var valid = char.IsAsciiLetterOrDigit(c) || (allowColon && c == ':');
            if (result.Length == 0 && char.IsAsciiDigit(c)) result.Append('_');
            // Several characters that are not allowed become one "_".
            if (valid) result.Append(c);
            else if (c == '_' || result.Length == 0 || result[^1] != '_') result.Append('_');
        }

        return result.ToString();
    }
}
