namespace Gateway.Policies.RateLimit;

/// <summary>What a rule does with a request that the shared store does not decide in time.</summary>
public enum StoreFailureMode
{
    /// <summary>Counts in the process, against this replica's share of the limit.</summary>
    Local,

    /// <summary>Answers 503 with Retry-After.</summary>
    Deny,

    /// <summary>Lets it pass uncounted.</summary>
    Allow,
}
