using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.LoadTests.Drivers;

/// <summary>Reads what wrk 4 prints with --latency.</summary>
internal static partial class WrkOutput
{
    /// <exception cref="LoadTestException">The output is not wrk's.</exception>
    public static LoadResult Parse(string text)
    {
        var answers = Number(Answers(), text) ?? throw new LoadTestException($"wrk: found no number of requests in:\n{text}");
        var refused = Number(Refusals(), text) ?? 0;
        var broken = SocketErrors().Match(text) is { Success: true } errors ? errors.Groups.Values.Skip(1).Sum(static g => long.Parse(g.Value, CultureInfo.InvariantCulture)) : 0;
        var rate = Rate().Match(text) is { Success: true } found ? double.Parse(found.Groups["value"].Value, CultureInfo.InvariantCulture) : 0;
        return new LoadResult(answers - refused, refused + broken, rate, Percentile(text, "50%"), Percentile(text, "99%"));
    }

    private static TimeSpan Percentile(string text, string percentile)
    {
        var match = Regex.Match(text, $@"^\s+{percentile}\s+(?<value>[0-9.]+)(?<unit>us|ms|s|m|h)\s*$", RegexOptions.Multiline | RegexOptions.NonBacktracking);
        if (!match.Success) throw new LoadTestException($"wrk: found no {percentile} latency in:\n{text}");
        var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            "s" => TimeSpan.FromSeconds(value),
            "m" => TimeSpan.FromMinutes(value),
            _ => TimeSpan.FromHours(value),
        };
    }

    private static long? Number(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match ? long.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^\s+(?<value>\d+) requests in ", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Answers();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (?<value>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Refusals();

    [GeneratedRegex(@"Socket errors: connect (?<connect>\d+), read (?<read>\d+), write (?<write>\d+), timeout (?<timeout>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex SocketErrors();

    [GeneratedRegex(@"^Requests/sec:\s+(?<value>[0-9.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Rate();
}
