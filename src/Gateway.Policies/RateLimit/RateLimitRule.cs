using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>One limit: so many permits in a window for each partition, with a burst.</summary>
public sealed class RateLimitRule
{
    /// <summary>
    /// What clients are told apart by; several entries count each combination on its own. "Address", "Consumer", "Route",
    /// "RouteTemplate" (routes of the same path together), "Claim:NAME", "Header:NAME" or "Cookie:NAME" (the client chooses their values), or
    /// "Global" alone for one bucket over the whole gateway. Requests without the value share one bucket. With Consumer or Claim the rule runs after authorization, else before authentication.
    /// </summary>
    [RequiredMember]
    [AllowedCount(1, 6)]
    [AllowedPattern("^(Address|Consumer|Route|RouteTemplate|Global|Claim:[^\\s]{1,256}|(Header|Cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})$", PartitionKey.AllowedForms)]
    public List<string> By { get; set; } = [];

    /// <summary>
    /// How the rule counts. TokenBucket (default): a burst at once, then evenly. FixedWindow: Permits in each window of Window or Period, all
    /// of them at its beginning. SlidingWindow: never more than Permits in any span of Window.
    /// </summary>
    public RateLimitAlgorithm Algorithm { get; set; }

    /// <summary>Permits of a window; a token bucket refills evenly by as many. Required; 1 to 1,000,000,000.</summary>
    [RequiredMember]
    [AllowedRange(1, 1_000_000_000)]
    public int Permits { get; set; }

    /// <summary>The time in which the permits refill, or the length of the window, e.g. "1s" or "24h". Required without Period; 100 ms to 366 days.</summary>
    [AllowedDuration("100ms", "366d")]
    public TimeSpan Window { get; set; }

    /// <summary>A window of the calendar in place of Window: Minute, Hour, Day, Week (from Monday) or Month. Only for FixedWindow.</summary>
    public RateLimitPeriod? Period { get; set; }

    /// <summary>The time zone in which days, weeks and months begin, by its name in the IANA database, e.g. "Europe/Berlin". Default: UTC.</summary>
    [AllowedPattern("^[A-Za-z0-9._+/-]{1,64}$", "the name of a time zone")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Permits that a bucket holds when it is full: how many requests may come at once. 1 to 1,000,000,000. Only for TokenBucket. Default: as many as Permits.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int? Burst { get; set; }

    /// <summary>Permits that a request takes; at most the burst. 1 to 1,000,000,000. Default: 1.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int Cost { get; set; } = 1;

    /// <summary>Permits that a request takes by its method, in place of Cost, e.g. { "POST": 5 }; each at most the burst. 1 to 1,000,000,000. Default: Cost for every method.</summary>
    [AllowedRange(1, 1_000_000_000)]
    [AllowedCount(0, 32)]
    [AllowedPattern(@"^[A-Z][A-Z-]{0,31}$", "an HTTP method in upper case")]
    public Dictionary<string, int> Costs { get; set; } = [];

    /// <summary>
    /// A header in which the backend says what the request cost, as a whole number of permits. Cost is taken beforehand; the difference is
    /// charged, or given back, when the head of the response arrives. Default: none.
    /// </summary>
    [AllowedPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$", "a header name")]
    public string? CostHeader { get; set; }

    /// <summary>What a response may cost at most; more counts as this. 1 to 1,000,000,000. Default: the burst.</summary>
    [AllowedRange(1, 1_000_000_000)]
    public int? MaxCost { get; set; }

    /// <summary>
    /// Permits that a bucket may owe after costs that the backend reported: until they have refilled, nothing is admitted. What a charge
    /// adds beyond it is not counted. 0 to 1,000,000,000. Default: ten bursts.
    /// </summary>
    [AllowedRange(0, 1_000_000_000)]
    public int? MaxDebt { get; set; }

    /// <summary>Leaves the header of CostHeader in the response. Default: false.</summary>
    public bool KeepCostHeader { get; set; }

    /// <summary>
    /// Other values for callers of a tier (plan), by its name: { "gold": { "Permits": 1000, "Burst": 2000 } }. A caller has the tier of its API
    /// key (gateway keys create --tier), or of TierClaim. Only for rules with Consumer or Claim. Default: the same values for everybody.
    /// </summary>
    [AllowedCount(0, 64)]
    [AllowedPattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "a letter or digit, then letters, digits, '.', '_' and '-', 64 in all")]
    public Dictionary<string, RateLimitTier> Tiers { get; set; } = [];

    /// <summary>The claim of a verified token that names the caller's tier. Default: none; only API keys have tiers.</summary>
    [AllowedPattern("^[^\\s]{1,256}$", "a claim's type: 1 to 256 characters without white space")]
    public string? TierClaim { get; set; }

    /// <summary>Requests that the rule does not count. Default: none.</summary>
    public RateLimitExemptions? Exempt { get; set; }

    /// <summary>
    /// Counts refused requests, too: a client that goes on asking too often is not admitted before it slows down. Default: false; a refused
    /// request takes nothing.
    /// </summary>
    public bool CountRefused { get; set; }

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
    internal bool IsShared => Shared ?? NeedsIdentity;

    /// <summary>Runs after the caller is verified.</summary>
    internal bool NeedsIdentity => By.Exists(static by => PartitionKey.TryParse(by, out var key) && key.NeedsIdentity);
}
