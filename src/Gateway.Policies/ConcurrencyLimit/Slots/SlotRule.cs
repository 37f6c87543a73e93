using Gateway.Policies.Hashing;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>
/// A rule compiled for one route. Rules with the same name and the same values (Permits, By, Ipv6PrefixLength) have the same identity
/// wherever they stand: they share partitions over routes and reloads.
/// </summary>
internal sealed class SlotRule
{
    private const int LongestWaitSeconds = 300;
    private readonly PartitionHasher _hasher;
    private readonly RateLimitRejections _rejections;
    private long _meanTicks;

    public SlotRule(string name, ConcurrencyLimitRule rule, RulePlace place, SlotTable table)
    {
        (Permits, OnStoreFailure) = (rule.Permits, rule.OnStoreFailure);
        IsShared = rule.IsShared && table.Shared is not null;
        (Name, MetricTag) = (name, new("rule", name));
        _rejections = new RateLimitRejections(name);

        var keys = PartitionKeyList.Parse(rule.By, out var needsIdentity);
        By = keys;
        NeedsIdentity = needsIdentity;

        var hash = new SipHash128(IsShared ? table.Shared!.PartitionHashKey : table.PartitionHashKey);
        hash.Add(name);
        hash.Add((ulong)rule.Permits);
        hash.Add((ulong)place.Ipv6PrefixLength);
        hash.Add((ulong)keys.Length);
        foreach (var key in keys)
        {
            hash.Add((ulong)key.Kind);
            hash.Add(key.Name);
        }

        Identity = hash.Finish();
        _hasher = new PartitionHasher(hash, keys, place.Ipv6PrefixLength, place.RouteId, place.PathTemplate);
    }

    public string Name { get; }

    /// <summary>What tells clients apart.</summary>
    public IReadOnlyList<PartitionKey> By { get; }

    /// <summary>Requests in flight at once.</summary>
    public int Permits { get; }

    /// <summary>Replicas share the slots.</summary>
    public bool IsShared { get; }

    public StoreFailureMode OnStoreFailure { get; }

    public bool NeedsIdentity { get; }

    /// <summary>Tells rules apart; also the partition that those share for which there is no room.</summary>
    public UInt128 Identity { get; }

    public KeyValuePair<string, object?> MetricTag { get; }

    /// <summary>Where its decisions are counted; kept here so that a request need not look for it.</summary>
    public SlotCounts? Counts { get; set; }

    /// <summary>
    /// When a slot is likely to be free: the mean time that requests held one of late, divided by how many there are. Nobody can know, so
    /// it is a second at least and five minutes at most.
    /// </summary>
    public TimeSpan RetryAfter =>
        TimeSpan.FromSeconds(Math.Clamp((double)Volatile.Read(ref _meanTicks) / TimeSpan.TicksPerSecond / Permits, 1, LongestWaitSeconds));

    public UInt128 Partition(Exchange exchange) => _hasher.Hash(exchange);

    /// <summary>The partition of a client that an operator describes; null when the rule needs to know more of it.</summary>
    public UInt128? Find(ClientDescription client) => _hasher.TryHash(client, out var partition) ? partition : null;

    public Rejection Full(bool overflowed) => _rejections.After(RetryAfter, overflowed);

    public Rejection Unavailable(TimeSpan retryAfter) => _rejections.Unavailable(retryAfter);

    /// <summary>A request held a slot for so long. A race loses one of many; the mean is an estimate.</summary>
    public void Ended(long ticks)
    {
        var mean = Volatile.Read(ref _meanTicks);
        Volatile.Write(ref _meanTicks, mean == 0 ? ticks : mean + ((ticks - mean) / 16));
    }
}
