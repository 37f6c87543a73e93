using System.Globalization;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.RateLimit;

/// <summary>The 429s of a rule. Those with a short wait are kept: refusing a flood must cost less than the flood.</summary>
internal sealed class RateLimitRejections(string rule)
{
    private const int Kept = 64;
    private readonly Rejection?[] _rejections = new Rejection?[Kept];

    public Rejection After(TimeSpan wait, bool overflowed)
    {
        var seconds = Math.Max(1, RateLimitHeaderFormat.WholeSeconds(wait));
        if (overflowed || seconds >= Kept) return Create(seconds, overflowed);
        // A race builds the same value twice; either may stay.
        return _rejections[seconds] ??= Create(seconds, overflowed);
    }

    private Rejection Create(long seconds, bool overflowed) => new()
    {
        Status = 429,
        Title = "Too Many Requests",
        Reason = overflowed ? "limit-exceeded-overflow" : "limit-exceeded",
        Note = $"rule {rule}",
        Headers = [new("Retry-After", new StringValues(seconds.ToString(CultureInfo.InvariantCulture)))],
    };
}
