namespace Gateway.Policies.RateLimit;

/// <summary>Permits asked of one bucket.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Partition">The bucket: a keyed 128-bit hash of the rule's identity and the values that tell clients apart.</param>
/// <param name="Cost">How many permits; 0 only looks. At most the rule's burst.</param>
public readonly record struct RateLimitTake(BucketRule Rule, UInt128 Partition, int Cost)
{
    internal const int MaxTakes = 64;

    internal static void Check(ReadOnlySpan<RateLimitTake> takes)
    {
        if (takes.Length is 0 or > MaxTakes) throw new ArgumentException($"found {takes.Length} takes; allowed: 1 to {MaxTakes}", nameof(takes));
        foreach (ref readonly var take in takes)
            if ((uint)take.Cost > (uint)take.Rule.Burst) throw new ArgumentException($"found a cost of {take.Cost}; allowed: 0 to {take.Rule.Burst}", nameof(takes));
    }
}

/// <summary>Counts permits: in this process, or for all replicas together.</summary>
public interface IRateLimitStore
{
    /// <summary>
    /// The key of <see cref="RateLimitTake.Partition"/>: random in a store of one process, the same in all replicas of a shared one.
    /// </summary>
    UInt128 PartitionHashKey { get; }

    /// <summary>
    /// Counts for several replicas, which takes a trip over the network: rules that run before authentication use it only when they say so.
    /// Default: false.
    /// </summary>
    bool IsShared => false;

    /// <summary>
    /// Takes from every bucket, or, when one of them cannot give, from none: a refused request consumes nothing. The span is read before
    /// the method returns. A store in this process completes synchronously and without allocating.
    /// </summary>
    /// <param name="takes">1 to 64 takes.</param>
    ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes);

    /// <summary>
    /// Corrects an admitted take once its real cost is known. What is missing is taken even from an empty bucket, which then owes up to
    /// <see cref="BucketRule.MaxDebt"/> permits; what was too much comes back, except for what would have refilled meanwhile anyway.
    /// Default: counts nothing.
    /// </summary>
    /// <param name="take">The take, with the cost that was paid.</param>
    /// <param name="cost">The real cost; 0 or more.</param>
    /// <param name="elapsed">Time since before the take.</param>
    /// <returns>False when it was not, or not wholly, counted.</returns>
    ValueTask<bool> SettleAsync(RateLimitTake take, int cost, TimeSpan elapsed) => new(false);
}

/// <summary>
/// What a store decided, told by the rule that matters most: of a refusal, the rule that takes longest to give again; of an admission, the
/// per-client rule with the fewest requests left (-1 when all buckets are shared ones, whose level is nobody's business).
/// </summary>
public readonly record struct RateLimitVerdict
{
    /// <summary>All buckets gave.</summary>
    public bool IsAdmitted { get; init; }

    /// <summary>The index of the rule among the takes that the other figures are about; -1 for none.</summary>
    public int RuleIndex { get; init; }

    /// <summary>Permits left in the bucket.</summary>
    public long Remaining { get; init; }

    /// <summary>How long until the bucket gives as much again; zero when it would at once.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>How long until the bucket is full.</summary>
    public TimeSpan FullIn { get; init; }

    /// <summary>At least one partition had no bucket of its own and drew from the one that its rule has for that.</summary>
    public bool Overflowed { get; init; }

    /// <summary>Decided without the shared store, which was away.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Refused because the store could not decide and the rule says "Deny": no limit was reached.</summary>
    public bool StoreUnavailable { get; init; }
}
