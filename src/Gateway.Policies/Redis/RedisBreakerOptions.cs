using Gateway.Policies.Configuration;

namespace Gateway.Policies.Redis;

/// <summary>When to stop asking a server that does not answer. While it is not asked, rules are decided by OnStoreFailure without waiting.</summary>
public sealed class RedisBreakerOptions
{
    /// <summary>Failures in a row, of any requests, after which Redis is not asked any more. Default: 5.</summary>
    [AllowedRange(1, 10_000)]
    public int FailureThreshold { get; set; } = 5;

    /// <summary>The pause before each try of whether Redis is back. 50 ms to 60 s. Default: 250 ms.</summary>
    [AllowedDuration("50ms", "60s")]
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromMilliseconds(250);
}
