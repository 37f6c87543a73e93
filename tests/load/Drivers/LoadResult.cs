namespace Gateway.LoadTests.Drivers;

/// <summary>What a load generator has seen.</summary>
/// <param name="Requests">Answers with status 2xx or 3xx.</param>
/// <param name="Failures">Everything else: other answers, connections that failed, requests that timed out.</param>
/// <param name="RequestsPerSecond">Answers of any kind per second.</param>
/// <param name="P50">Half of the requests took at most this long.</param>
/// <param name="P99">99 of 100 took at most this long.</param>
internal sealed record LoadResult(long Requests, long Failures, double RequestsPerSecond, TimeSpan P50, TimeSpan P99)
{
    /// <summary>999 of 1,000 took at most this long; null where the generator does not tell.</summary>
    public TimeSpan? P999 { get; init; }

    /// <summary>Several generators at once: rates add up, and the slower latency is reported.</summary>
    public static LoadResult Together(IReadOnlyCollection<LoadResult> results) => new(
        results.Sum(static r => r.Requests),
        results.Sum(static r => r.Failures),
        results.Sum(static r => r.RequestsPerSecond),
        results.Max(static r => r.P50),
        results.Max(static r => r.P99))
    {
        P999 = results.Max(static r => r.P999),
    };
}
