using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>
/// The notation of durations: "250ms", "1s", "5m", "24h", "7d", or .NET's "hh:mm:ss". A bare number is refused: .NET reads "30" as 30 days.
/// </summary>
internal static class Duration
{
    public const string Allowed = "a duration such as \"250ms\", \"1s\", \"5m\", \"24h\", \"7d\" or \"00:01:30\"";

    public const string Pattern = @"^(\d+(ms|s|m|h|d)|(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d{1,7})?)$";

    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    // .NET also skips blanks, which may hide a minus sign, and takes "1:2:3" and "000:00:.5".
    private static readonly Regex Clock =
        new(@"\A([0-9]+\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        foreach (var (suffix, ticks) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!WholeNumber.TryParse<long>(text.AsSpan(0, text.Length - suffix.Length), out var count)) continue;
            if (count > TimeSpan.MaxValue.Ticks / ticks) return false;
            value = new TimeSpan(count * ticks);
            return true;
        }

        // "00:30" could be hours or minutes to the reader: all three parts are required.
        return Clock.IsMatch(text) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The shortest notation that reads back as the same value.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        foreach (var (suffix, ticks) in Units.Reverse())
            if (value.Ticks >= ticks && value.Ticks % ticks == 0) return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + suffix;
        return value.ToString("c", CultureInfo.InvariantCulture);
    }
}
