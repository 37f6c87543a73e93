using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>What a rule grants callers of one tier; what is not given is the rule's own.</summary>
public sealed class RateLimitTier
{
    /// <summary>Permits that refill evenly over a window. 1 to 1,000,000,000. Default: the rule's.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int? Permits { get; set; }

    /// <summary>The time in which the permits refill. 100 ms to 366 days. Default: the rule's.</summary>
    [AllowedDuration("100ms", "366d")]
    public TimeSpan? Window { get; set; }

    /// <summary>Permits that a bucket holds when it is full. 1 to 1,000,000,000. Default: the tier's Permits if it has some, else the rule's burst.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int? Burst { get; set; }
}
