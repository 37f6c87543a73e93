using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>What an operator is shown.</summary>
internal sealed partial class SlotTable
{
    /// <summary>Adds the partitions with most in flight here. Of a shared one only this replica's part is known.</summary>
    public void Collect(TopList top)
    {
        foreach (var shard in _shards) Collect(shard, top);
        Collect(_overflow, top);
    }

    /// <summary>What a partition has in flight here, nothing included.</summary>
    public LimitUse Look(SlotRule rule, UInt128 partition)
    {
        var shard = _shards[Shard(partition)];
        lock (shard.Gate)
        {
            if (shard.TryFind(partition, out var entry)) return Use(rule, entry);
        }

        return new("ConcurrencyLimit", rule.Name, partition, rule.Permits, 0) { By = rule.By, IsShared = rule.IsShared, Remaining = rule.IsShared ? null : rule.Permits };
    }

    private static void Collect(SlotShard shard, TopList top)
    {
        lock (shard.Gate)
        {
            foreach (var entry in shard.Entries)
                if (entry.Rule is { } rule) top.Add(Use(rule, entry));
        }
    }

    private static LimitUse Use(SlotRule rule, SlotEntry entry) => new("ConcurrencyLimit", rule.Name, entry.Key, entry.Permits, (double)entry.Used / entry.Permits)
    {
        By = rule.By,
        IsShared = entry.Lease is not null,
        Remaining = entry.Lease is null ? Math.Max(0, entry.Permits - entry.Used) : null,
        Held = Math.Max(0, (entry.Lease?.Held ?? 0) - entry.Used),
        Refused = entry.Refused,
    };
}
