using Gateway.Policies.RateLimit.Usage;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <content>What an operator is shown.</content>
internal sealed partial class LocalRateLimitStore
{
    /// <summary>Adds the partitions that are nearest to their limits or over them, as they are now.</summary>
    public void Collect(TopList top)
    {
        foreach (var shard in _shards) Collect(shard, top);
        Collect(_overflow, top);
    }

    private void Collect(BucketShard shard, TopList top)
    {
        lock (shard.Gate)
        {
            var now = _clock.Now;
            foreach (ref readonly var watched in shard.Watch.Places)
            {
                if (watched.Rule is not { } rule || Used(shard, rule, watched.Partition, now) is not (> 0 and var used)) continue;
                top.Add(new("RateLimit", rule.Name, watched.Partition, rule.Burst, used / rule.Burst)
                {
                    By = rule.By,
                    Remaining = (long)Math.Max(0, rule.Burst - used),
                    PerSecond = watched.Demand.PerSecond(now),
                    Refused = watched.Refused,
                });
            }
        }
    }

    // At least half: what is far from its limit is nobody's concern. One comparison on the way of every request.
    private static void Watch(BucketShard shard, BucketRule rule, UInt128 partition, int cost, bool isRefused, GcraTime after, long now)
    {
        if (isRefused || after.Ticks - now >= rule.Gcra.Tolerance.Ticks / 2) shard.Watch.Note(rule, partition, cost, isRefused, now);
    }

    private static void WatchWindow(BucketShard shard, BucketRule rule, UInt128 partition, int cost, bool isRefused, long used, long now)
    {
        if (isRefused || used >= (rule.Burst + 1) / 2) shard.Watch.Note(rule, partition, cost, isRefused, now);
    }

    /// <summary>Permits in use, those that a bucket owes included. Changes nothing.</summary>
    private static double Used(BucketShard shard, BucketRule rule, UInt128 partition, long now)
    {
        if (rule.Periods is SlidingWindow sliding)
        {
            var used = 0L;
            for (var segment = Math.Max(0, sliding.Segment(now) - SlidingWindow.Segments); segment <= sliding.Segment(now); segment++)
                used += InSegment(shard, sliding, partition, segment, now);
            return used;
        }

        if (!shard.TryFind(partition, out var index) || shard.Peek(index) is var level && level.Ticks <= now) return 0;
        return rule.Periods is not null ? level.Part : rule.Gcra.Used(level, now);
    }
}
