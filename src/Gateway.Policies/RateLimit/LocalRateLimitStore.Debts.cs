using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <content>What is counted whatever a bucket holds.</content>
internal sealed partial class LocalRateLimitStore
{
    /// <summary>Counts permits as taken, beyond what the bucket or window holds if need be. Without room for it nothing is noted.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="partition">The bucket.</param>
    /// <param name="permits">How many.</param>
    /// <param name="most">How many it may lack altogether; what would be more is dropped.</param>
    /// <param name="ago">When they were taken: what a fixed window gave that has ended since is not counted in the next.</param>
    public void Charge(BucketRule rule, UInt128 partition, int permits, int most, TimeSpan ago = default)
    {
        var shard = _shards[Shard(partition)];
        lock (shard.Gate)
        {
            var now = _clock.Now;
            if (rule.Periods is FixedWindow periods && ago > TimeSpan.Zero && _time.GetUtcNow() is var utc && utc.UtcTicks - periods.At(utc).Start < ago.Ticks) return;
            var index = shard.FindOrAdd(EntryKey(rule, partition, now), now);
            if (index < 0) return;
            if (rule.Periods is not null)
            {
                ChargeWindow(shard, index, rule, partition, permits, most, now);
                return;
            }

            var gcra = rule.Gcra;
            var debt = gcra.Increment(Math.Min(Math.Max(0, most - rule.Burst), gcra.MostPermits));
            shard.Write(index, gcra.Charge(shard.Read(index, now), now, gcra.Increment(Math.Min(permits, gcra.MostPermits)), debt, out _));
        }
    }

    /// <summary>Fills a bucket or a window.</summary>
    /// <returns>The permits that it lacked, a broken one as a whole.</returns>
    public int Discharge(BucketRule rule, UInt128 partition)
    {
        var shard = _shards[Shard(partition)];
        lock (shard.Gate)
        {
            var now = _clock.Now;
            if (rule.Periods is SlidingWindow sliding) return DischargeSegments(shard, sliding, partition, now);
            if (!shard.TryFind(partition, out var index)) return 0;
            var entry = shard.Read(index, now);
            shard.Write(index, new(now, 0));
            return (int)Math.Min(int.MaxValue, rule.Periods is null ? rule.Gcra.Lacking(entry, now) : entry.Part);
        }
    }

    /// <summary>
    /// Closes a window for longer than it lasts: from its end, for as long as so many permits take to refill evenly. Windows forget what they
    /// hold when they end; what was taken beyond one has to be paid by those that follow.
    /// </summary>
    /// <param name="rule">The limit.</param>
    /// <param name="partition">The window.</param>
    /// <param name="closing">Another partition, which remembers it.</param>
    /// <param name="permits">How many were taken beyond the window.</param>
    public void Close(BucketRule rule, UInt128 partition, UInt128 closing, int permits)
    {
        var ends = WindowEnd(rule, partition);
        var shard = _shards[Shard(closing)];
        lock (shard.Gate)
        {
            var now = _clock.Now;
            var until = Math.Max(ends, now) + rule.Gcra.Increment(Math.Min(permits, rule.Gcra.MostPermits)).Ticks + 1;
            var index = shard.FindOrAdd(closing, now);
            if (index >= 0) shard.Write(index, new(until, 0));
        }
    }

    /// <summary>For how long <see cref="Close"/> closed it; zero for an open one.</summary>
    public TimeSpan ClosedFor(UInt128 closing)
    {
        var shard = _shards[Shard(closing)];
        lock (shard.Gate)
            return shard.TryFind(closing, out var index) ? TimeSpan.FromTicks(Math.Max(0, shard.Peek(index).Ticks - _clock.Now)) : TimeSpan.Zero;
    }

    private long WindowEnd(BucketRule rule, UInt128 partition)
    {
        var shard = _shards[Shard(partition)];
        lock (shard.Gate)
        {
            var now = _clock.Now;
            return shard.TryFind(EntryKey(rule, partition, now), out var index) ? shard.Read(index, now).Ticks : now + rule.Window.Ticks;
        }
    }

    private static int DischargeSegments(BucketShard shard, SlidingWindow sliding, UInt128 partition, long now)
    {
        var lacking = 0L;
        var current = sliding.Segment(now);
        for (var segment = Math.Max(0, current - SlidingWindow.Segments); segment <= current; segment++)
        {
            if (InSegment(shard, sliding, partition, segment, now) is not (> 0 and var permits)) continue;
            lacking += permits;
            if (shard.TryFind(SlidingWindow.Key(partition, segment), out var index)) shard.Write(index, new(now, 0));
        }

        return (int)Math.Min(int.MaxValue, lacking);
    }
}
