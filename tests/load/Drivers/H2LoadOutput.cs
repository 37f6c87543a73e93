using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.LoadTests.Drivers;

/// <summary>Reads what h2load 1 prints.</summary>
internal static partial class H2LoadOutput
{
    /// <param name="text">Standard output.</param>
    /// <param name="latencies">Sorted durations in microseconds; empty when they were not recorded.</param>
    /// <exception cref="LoadTestException">The output is not h2load's.</exception>
    public static LoadResult Parse(string text, long[] latencies)
    {
        var requests = Requests().Match(text);
        var statuses = Statuses().Match(text);
        var rate = Rate().Match(text);
        if (!requests.Success || !statuses.Success || !rate.Success) throw new LoadTestException($"h2load: found no result in:\n{text}");
        var good = Number(statuses, "c2") + Number(statuses, "c3");
        // At the end of a test by time requests in flight are neither done nor failed.
        var failures = Number(statuses, "c4") + Number(statuses, "c5") + Number(requests, "errored") + Number(requests, "timeout");
        return new LoadResult(good, failures, double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture), At(latencies, 0.50), At(latencies, 0.99))
        {
            P999 = latencies.Length == 0 ? null : At(latencies, 0.999),
        };
    }

    private static TimeSpan At(long[] sorted, double part) =>
        sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(sorted[(int)Math.Ceiling(sorted.Length * part) - 1]);

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^requests: .* (?<errored>\d+) errored, (?<timeout>\d+) timeout", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Requests();

    [GeneratedRegex(@"^status codes: (?<c2>\d+) 2xx, (?<c3>\d+) 3xx, (?<c4>\d+) 4xx, (?<c5>\d+) 5xx", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Statuses();

    [GeneratedRegex(@"^finished in [^,]+, (?<rate>[0-9.]+) req/s", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Rate();
}
