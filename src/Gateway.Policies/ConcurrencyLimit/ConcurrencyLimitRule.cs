using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>One limit: so many requests of each partition in flight at once.</summary>
public sealed class ConcurrencyLimitRule
{
    /// <summary>The most that a rule may allow.</summary>
    internal const int MaxPermits = 1_000_000;

    /// <summary>
    /// What clients are told apart by; several entries count each combination on its own. "Address", "Consumer", "Route", "RouteTemplate", "Claim:NAME",
    /// "Header:NAME" and "Cookie:NAME" (chosen by the client), or "Global" alone for all requests of the gateway together. Requests without the
    /// value share one partition. With Consumer or Claim the rule runs after authorization, else before authentication.
    /// </summary>
    [RequiredMember]
    [AllowedCount(1, 6)]
    [AllowedPattern("^(Address|Consumer|Route|RouteTemplate|Global|Claim:[^\\s]{1,256}|(Header|Cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})$", PartitionKey.AllowedForms)]
    public List<string> By { get; set; } = [];

    /// <summary>Requests in flight at once. Required; 1 to 1,000,000.</summary>
    [RequiredMember]
    [AllowedRange(1, MaxPermits)]
    public int Permits { get; set; }

    /// <summary>
    /// Counts over all replicas, with slots that replicas hold in Gateway:Redis; false counts in each replica by itself. Default: true for
    /// rules with Consumer or Claim, false for all others, because they run before authentication: strangers shall not reach Redis.
    /// Without Gateway:Redis every rule counts in the process.
    /// </summary>
    public bool? Shared { get; set; }

    /// <summary>
    /// What happens to a request for which this replica holds no slot while Redis does not decide: Local (default) admits it within the
    /// limit divided by the replicas alive, Deny answers 503, Allow lets it pass.
    /// </summary>
    public StoreFailureMode OnStoreFailure { get; set; }

    /// <summary>Whether a shared store counts, when there is one.</summary>
    internal bool IsShared => Shared ?? By.Exists(static by => PartitionKey.TryParse(by, out var key) && key.NeedsIdentity);
}
