using Gateway.Policies.Hashing;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// A limit as a store sees it. Rules with the same name and the same values (Permits, Window, Burst, By, Ipv6PrefixLength) have the same
/// identity wherever they stand: they share buckets over routes and survive reloads. Cost is no part of the identity, so routes can draw
/// from one bucket at different prices.
/// </summary>
public sealed class BucketRule
{
    private readonly GcraTime _increment;
    private readonly int _usualCost;
    private readonly SipHash128 _place;
    private LeaseSize _leases;
    private int _leasePercent = -1;
    private SharedAmong? _share;

    internal BucketRule(string name, int permits, TimeSpan window, int burst, IReadOnlyList<PartitionKey> by, int ipv6PrefixLength, int usualCost, UInt128 hashKey, LimitWindow? periods = null)
    {
        Periods = periods;
        (Name, Permits, Window, Burst) = (name, permits, window, burst);
        Gcra = new Gcra(permits, window, burst);
        (_usualCost, By) = (usualCost, by);
        _increment = Gcra.Increment(usualCost);
        foreach (var key in by) IsPerClient |= key.IsPerClient;

        var hash = new SipHash128(hashKey);
        hash.Add(name);
        hash.Add((ulong)permits);
        hash.Add((ulong)window.Ticks);
        hash.Add((ulong)burst);
        hash.Add((ulong)ipv6PrefixLength);
        hash.Add((ulong)by.Count);
        foreach (var key in by)
        {
            hash.Add((ulong)key.Kind);
            hash.Add(key.Name);
        }

        if (periods is not null) hash.Add(periods.Identity);
        HashState = hash;
        _place = PartitionPlace.State(hashKey);
        Identity = hash.Finish();
    }

    /// <param name="name">What the rule is called in headers, events and metrics.</param>
    /// <param name="permits">Permits that refill in a window; 1 to 1,000,000,000.</param>
    /// <param name="window">The window; longer than zero.</param>
    /// <param name="burst">Permits that a full bucket holds.</param>
    /// <param name="store">The store that counts; its hash key goes into the identity.</param>
    public BucketRule(string name, int permits, TimeSpan window, int burst, IRateLimitStore store)
        : this(name, permits, window, burst, [], 64, 1, store.PartitionHashKey) => IsPerClient = true;

    /// <summary>What the rule is called in the configuration, headers, events and metrics.</summary>
    public string Name { get; }

    /// <summary>Permits that refill in a window.</summary>
    public int Permits { get; }

    /// <summary>The window.</summary>
    public TimeSpan Window { get; }

    /// <summary>Permits that a full bucket holds.</summary>
    public int Burst { get; }

    /// <summary>Tells rules apart; also the name of the bucket that partitions share when a store has no room for one of their own.</summary>
    public UInt128 Identity { get; private init; }

    /// <summary>The buckets belong to single clients; false for buckets that are shared by everybody ("Global", "Route").</summary>
    public bool IsPerClient { get; private init; }

    /// <summary>What happens while a shared store does not decide. No part of the identity.</summary>
    public StoreFailureMode OnStoreFailure { get; internal init; }

    /// <summary>A refused request takes its permits, too. No part of the identity.</summary>
    public bool CountRefused { get; internal init; }

    /// <summary>Permits that a bucket may owe after costs that became known later. No part of the identity.</summary>
    public int MaxDebt { get; internal init; }

    /// <summary>A shared store counts the rule, when there is one. No part of the identity.</summary>
    internal bool IsShared { get; init; }

    /// <summary>The windows that it counts in; null for a token bucket.</summary>
    internal LimitWindow? Periods { get; }

    /// <summary>What tells clients apart.</summary>
    internal IReadOnlyList<PartitionKey> By { get; private init; }

    internal Gcra Gcra { get; }

    internal SipHash128 HashState { get; }

    /// <summary>The bucket of a partition that is named by a text.</summary>
    public UInt128 Partition(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var (hash, client) = (HashState, _place);
        hash.Add(value);
        client.Add(value);
        return PartitionPlace.Put(hash.Finish(), client.Finish());
    }

    /// <summary>
    /// This replica's share, for the store in the process: permits and burst divided, at least 1 each. Kept until the number of replicas
    /// changes. Buckets are the same whatever the number: a bucket stores when it is full again, and a full burst refills in the same time
    /// at every share, so one that is half empty stays half empty and an empty one stays empty. In any span a replica admits at most what
    /// the largest share of that span does, and one more for rounding.
    /// </summary>
    internal BucketRule Share(int replicas, UInt128 hashKey)
    {
        if (Volatile.Read(ref _share) is { } kept && kept.Replicas == replicas) return kept.Rule;
        var burst = Math.Max(1, Burst / replicas);
        // Rounding down must not make a refill longer than the arithmetic is good for.
        var least = (((UInt128)(ulong)Window.Ticks * (ulong)burst) + (ulong)Gcra.LongestRefill.Ticks - 1) / (ulong)Gcra.LongestRefill.Ticks;
        var permits = (int)UInt128.Min((ulong)Permits, UInt128.Max(least, (ulong)Math.Max(1, Permits / replicas)));
        // Names the bucket of partitions without room: it must not start anew, full, when the number changes.
        var hash = new SipHash128(hashKey);
        hash.Add((ulong)(Identity >> 64));
        hash.Add((ulong)Identity);
        var share = new BucketRule(Name, permits, Window, burst, [], 0, Math.Min(_usualCost, burst), hashKey, Periods)
        {
            IsPerClient = IsPerClient,
            By = By,
            Identity = hash.Finish(),
            CountRefused = CountRefused,
            MaxDebt = (int)Math.Min(MaxDebt, (long)MaxDebt * burst / Burst),
        };
        // A race makes the same share twice; either may stay.
        Volatile.Write(ref _share, new(replicas, share));
        return share;
    }

    /// <summary>What leases may be; made once, because a process has one percentage.</summary>
    internal LeaseSize Leases(int percent)
    {
        if (Volatile.Read(ref _leasePercent) == percent) return _leases;
        // A race makes the same value twice.
        var size = LeaseSize.Of(this, percent);
        _leases = size;
        Volatile.Write(ref _leasePercent, percent);
        return size;
    }

    internal GcraTime Increment(int cost) => cost == _usualCost ? _increment : Gcra.Increment(cost);

    private sealed record SharedAmong(int Replicas, BucketRule Rule);
}
