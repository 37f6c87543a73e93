using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What an operator is shown.</summary>
internal sealed partial class LeaseTable
{
    private const int MostExamined = 100_000;

    /// <summary>
    /// Adds the partitions that are nearest to their limits or over them, as far as this replica knows: those that it was asked for within
    /// the last second. Looks at a bounded number of them.
    /// </summary>
    public void Collect(TopList top)
    {
        var left = MostExamined;
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                var now = _clock.Now;
                foreach (ref readonly var watched in shard.Watch.Places) Collect(watched, top, now);
                left -= shard.ForEach(left, (Top: top, Now: now), static (entry, state) =>
                {
                    if (entry.IsKnown(state.Now)) state.Top.Add(Use(entry, state.Now));
                });
            }

            if (left <= 0) break;
        }
    }

    private static LimitUse Use(LeaseEntry entry, long now)
    {
        var rule = entry.Rule;
        // What the lease holds is no more in the shared bucket, and not used either.
        var used = Math.Min(rule.Gcra.Used(entry.Arrival, now), Math.Max(0, rule.Burst - entry.Unspent));
        return new("RateLimit", rule.Name, entry.Key, rule.Burst, used / rule.Burst)
        {
            By = rule.By,
            IsShared = true,
            Remaining = (long)(rule.Burst - used),
            Held = entry.Unspent + entry.Held,
            PerSecond = entry.Demand(now),
            Refused = entry.Refused,
        };
    }

    private static void Collect(in BucketWatch.Watched watched, TopList top, long now)
    {
        if (watched.Rule is not { } rule || watched.Level.Ticks <= now) return;
        var used = rule.Periods is not null ? watched.Level.Part : rule.Gcra.Used(watched.Level, now);
        top.Add(new("RateLimit", rule.Name, watched.Partition, rule.Burst, used / rule.Burst)
        {
            By = rule.By,
            IsShared = true,
            Remaining = (long)Math.Max(0, rule.Burst - used),
            PerSecond = watched.Demand.PerSecond(now),
            Refused = watched.Refused,
        });
    }

    private static void Watch(LeaseShard shard, in RateLimitTake take, bool isRefused, GcraTime level, long now)
    {
        if (isRefused || level.Ticks - now >= take.Rule.Gcra.Tolerance.Ticks / 2) shard.Watch.Note(take.Rule, take.Partition, take.Cost, isRefused, level, now);
    }

    private void WatchWindow(in RateLimitTake take, bool isAdmitted, GcraTime before, long now)
    {
        var (used, isRefused) = (before.Part + (isAdmitted ? take.Cost : 0), !isAdmitted && before.Part + (long)take.Cost > take.Rule.Burst);
        if (!isRefused && used < (take.Rule.Burst + 1) / 2) return;
        var shard = Shard(take.Partition);
        lock (shard.Gate) shard.Watch.Note(take.Rule, take.Partition, take.Cost, isRefused, new(now + Math.Max(0, before.Ticks), (uint)used), now);
    }
}
