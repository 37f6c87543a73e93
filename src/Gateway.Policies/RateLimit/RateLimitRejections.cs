using System.Globalization;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.RateLimit;

/// <summary>The refusals of a rule. The 429s with a short wait are kept: refusing a flood must cost less than the flood.</summary>
internal sealed class RateLimitRejections(string rule)
{
    private const int Kept = 64;
    private readonly Rejection?[] _rejections = new Rejection?[Kept];
    private KeptRejection? _unavailable;

    public Rejection After(TimeSpan wait, bool overflowed)
    {
        var seconds = Math.Max(1, RateLimitHeaderFormat.WholeSeconds(wait));
        if (overflowed || seconds >= Kept) return Create(seconds, overflowed);
        // A race builds the same value twice; either may stay.
        return _rejections[seconds] ??= Create(seconds, overflowed);
    }

    /// <summary>The 503 of a rule whose store is away: the client did nothing wrong, so it is no 429.</summary>
    public Rejection Unavailable(TimeSpan wait)
    {
        var seconds = Math.Max(1, RateLimitHeaderFormat.WholeSeconds(wait));
        if (_unavailable is { } kept && kept.Seconds == seconds) return kept.Rejection;
        var rejection = new Rejection
        {
            Status = 503,
            Title = "Service Unavailable",
            Reason = "store-unavailable",
            Note = $"rule {rule}",
            Headers = [RetryAfter(seconds)],
        };
        _unavailable = new(seconds, rejection);
        return rejection;
    }

    private static KeyValuePair<string, StringValues> RetryAfter(long seconds) => new("Retry-After", new StringValues(seconds.ToString(CultureInfo.InvariantCulture)));

    private Rejection Create(long seconds, bool overflowed) => new()
    {
        Status = 429,
        Title = "Too Many Requests",
        Reason = overflowed ? "limit-exceeded-overflow" : "limit-exceeded",
        Note = $"rule {rule}",
        Headers = [RetryAfter(seconds)],
    };

    private sealed record KeptRejection(long Seconds, Rejection Rejection);
}
