using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.LoadTests.Servers;

namespace Gateway.LoadTests.Drivers;

/// <summary>Reads what "openssl s_time" 3 prints: "*" for each full handshake, "r" for each resumed one, then their number and the bytes that were read.</summary>
internal static partial class OpenSslTimeOutput
{
    /// <summary>Connections with a whole handshake that were answered, and others.</summary>
    public sealed record Counts(long Good, long Wrong);

    /// <exception cref="LoadTestException">The output is not that of s_time.</exception>
    public static Counts Parse(string text)
    {
        var marks = Marks().Matches(text).Sum(static m => m.ValueSpan.Count('*'));
        // It gives up at the first connection that fails, and then counts nothing.
        if (text.Contains("ERROR", StringComparison.Ordinal)) return new Counts(marks, 1);
        if (Totals().Match(text) is not { Success: true } totals) throw new LoadTestException($"openssl s_time: found no number of connections in:\n{text}");
        var connections = long.Parse(totals.Groups["connections"].Value, CultureInfo.InvariantCulture);
        var answered = long.Parse(totals.Groups["bytes"].Value, CultureInfo.InvariantCulture) / RawBackend.Body.Length;
        var good = Math.Min(connections, Math.Min(marks, answered));
        return new Counts(good, connections - good);
    }

    [GeneratedRegex(@"^(?<connections>\d+) connections in [0-9.]+s;.* bytes read (?<bytes>\d+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Totals();

    [GeneratedRegex(@"^[*r]+", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
