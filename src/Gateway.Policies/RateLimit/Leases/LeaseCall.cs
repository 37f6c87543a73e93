namespace Gateway.Policies.RateLimit.Leases;

/// <summary>Something to ask the store, made by the table and sent by whoever uses it. Calls that are made together are chained.</summary>
/// <param name="sentAt">The replica's time before the call is sent.</param>
internal abstract class LeaseCall(long sentAt)
{
    public long SentAt { get; } = sentAt;

    /// <summary>When the request that has waited longest began to wait.</summary>
    public long WaitingSince { get; init; } = sentAt;

    /// <summary>The next call of the same turn: they travel together.</summary>
    public LeaseCall? Next { get; set; }
}

/// <summary>An exact check over the keys that a request lacks.</summary>
internal sealed class CheckCall(LeaseRequest request, RateLimitTake[] takes, int[] debts, long sentAt) : LeaseCall(sentAt)
{
    public LeaseRequest Request { get; } = request;

    /// <summary>What it lacks.</summary>
    public RateLimitTake[] Takes { get; } = takes;

    /// <summary>For each take, permits that were granted without the store and are still to be counted.</summary>
    public int[] Debts { get; } = debts;
}

/// <summary>A draw on one key.</summary>
internal sealed class DrawCall(LeaseEntry entry, BucketRule rule, in DrawTerms terms, List<LeaseRequest>? waiting, long sentAt) : LeaseCall(sentAt)
{
    public LeaseEntry Entry { get; } = entry;

    public BucketRule Rule { get; } = rule;

    public UInt128 Partition => Entry.Key;

    public DrawTerms Terms { get; } = terms;

    /// <summary>The requests whose permits it asks for, in the order in which they came; null for none.</summary>
    public List<LeaseRequest>? Waiting { get; } = waiting;
}
