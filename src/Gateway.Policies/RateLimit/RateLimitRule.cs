using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>One limit: so many permits in a window for each partition, with a burst.</summary>
public sealed class RateLimitRule
{
    /// <summary>
    /// What clients are told apart by; several entries count each combination on its own. "Address", "Consumer", "Route", "Claim:NAME",
    /// "Header:NAME" (its value is chosen by the client), or "Global" alone for one bucket over the whole gateway. Requests without the
    /// value share one bucket. With Consumer or Claim the rule runs after authorization, else before authentication.
    /// </summary>
    [RequiredMember]
    [AllowedCount(1, 6)]
    [AllowedPattern("^(Address|Consumer|Route|Global|Claim:[^\\s]{1,256}|Header:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})$", PartitionKey.AllowedForms)]
    public List<string> By { get; set; } = [];

    /// <summary>Permits that refill evenly over a window. Required; 1 to 1,000,000,000.</summary>
    [RequiredMember]
    [AllowedRange(1, 1_000_000_000)]
    public int Permits { get; set; }

    /// <summary>The time in which the permits refill, e.g. "1s" or "24h". Required; 100 ms to 366 days.</summary>
    [RequiredMember]
    [AllowedDuration("100ms", "8784h")]
    public TimeSpan Window { get; set; }

    /// <summary>Permits that a bucket holds when it is full: how many requests may come at once. 1 to 1,000,000,000. Default: as many as Permits.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int? Burst { get; set; }

    /// <summary>Permits that a request takes; at most the burst. 1 to 1,000,000,000. Default: 1.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int Cost { get; set; } = 1;

    /// <summary>
    /// Counts over all replicas, which costs a trip to Gateway:Redis for each request; false counts in each replica by itself. Default: true
    /// for rules with Consumer or Claim, false for all others, because they run before authentication: strangers shall not reach Redis.
    /// Without Gateway:Redis every rule counts in the process.
    /// </summary>
    public bool? Shared { get; set; }

    /// <summary>
    /// What happens to a request while Redis does not decide: Local (default) counts in the process against the limit divided by
    /// Gateway:Redis:Replicas, Deny answers 503, Allow lets it pass uncounted.
    /// </summary>
    public StoreFailureMode OnStoreFailure { get; set; }

    /// <summary>Whether a shared store counts, when there is one.</summary>
    internal bool IsShared => Shared ?? By.Exists(static by => PartitionKey.TryParse(by, out var key) && key.NeedsIdentity);
}
