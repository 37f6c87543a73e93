namespace Gateway.Policies.RateLimit.Windows;

/// <summary>How a rule counts that is no token bucket. A rule without one is a token bucket.</summary>
internal abstract class LimitWindow
{
    /// <summary>What goes into the identity of the rule's buckets.</summary>
    public abstract string Identity { get; }

    /// <summary>How long what is counted together is: a window, or a segment of a sliding one.</summary>
    public abstract long CountedTicks { get; }

    /// <summary>The rule of a configuration; null for a token bucket.</summary>
    public static LimitWindow? Of(RateLimitRule rule, TimeSpan window) => rule.Algorithm switch
    {
        RateLimitAlgorithm.FixedWindow when rule.Period is { } period => new FixedWindow(period, TimeZoneInfo.FindSystemTimeZoneById(rule.TimeZone)),
        RateLimitAlgorithm.FixedWindow => new FixedWindow(window),
        RateLimitAlgorithm.SlidingWindow => new SlidingWindow(window),
        _ => null,
    };
}
