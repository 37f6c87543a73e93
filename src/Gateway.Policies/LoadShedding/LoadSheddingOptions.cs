using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.LoadShedding;

/// <summary>
/// Holds the requests of the route to the number that its cluster answers without a queue, which is learned from latency
/// (AdaptiveConcurrency of the cluster). What does not fit waits for a moment, then gets 503; lower priorities first.
/// </summary>
public sealed class LoadSheddingOptions : PolicyOptions
{
    /// <summary>Critical, High, Normal or Low: lower ones are shed first. Default: Normal.</summary>
    public RequestPriority Priority { get; set; } = RequestPriority.Normal;

    /// <summary>
    /// Other priorities for callers of a tier (plan), by its name: { "gold": "High", "free": "Low" }. A caller has the tier of its API key
    /// (gateway keys create --tier), or of TierClaim. Default: Priority for everybody.
    /// </summary>
    [AllowedCount(0, 64)]
    [AllowedPattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "a letter or digit, then letters, digits, '.', '_' and '-', 64 in all")]
    public Dictionary<string, RequestPriority> PriorityByTier { get; set; } = [];

    /// <summary>The claim of a verified token that names the caller's tier; a token with several that differ has Priority. Default: none; only API keys have tiers.</summary>
    [AllowedPattern("^[^\\s]{1,256}$", "a claim's type: 1 to 256 characters without white space")]
    public string? TierClaim { get; set; }
}
