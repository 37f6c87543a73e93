using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <content>
/// Rules that count in windows, in the same table: an entry's time is when its permits are free again, its part how many were taken. A
/// fixed window has one entry, a sliding one an entry for each of its segments in which something was admitted; so an entry whose time
/// has passed is free to go, like a bucket that is full again.
/// </content>
internal sealed partial class LocalRateLimitStore
{
    /// <summary>The name of the entry that a take changes.</summary>
    private static UInt128 EntryKey(BucketRule rule, UInt128 partition, long now) =>
        rule.Periods is SlidingWindow sliding ? SlidingWindow.Key(partition, sliding.Segment(now)) : partition;

    /// <summary>Takes from a window, whose entry is at the index; refuses or admits in the verdict.</summary>
    private void TakeWindow(BucketShard shard, int index, int number, in RateLimitTake take, UInt128 partition, long now, ref VerdictBuilder verdict)
    {
        var limit = take.Rule.Burst;
        Span<WindowPart> parts = stackalloc WindowPart[SlidingWindow.Segments];
        var (own, ends, used, count) = Look(shard, index, take.Rule, partition, now, parts);
        if (used + take.Cost <= limit)
        {
            if (take.Cost > 0) shard.Write(index, new(ends, (uint)(own + take.Cost)));
            verdict.AdmitWindow(number, take, used + take.Cost, ends - now);
            WatchWindow(shard, take.Rule, partition, take.Cost, isRefused: false, used + take.Cost, now);
            return;
        }

        var wait = ends - now;
        var freed = 0L;
        var taken = take.Rule.CountRefused ? used - own + Math.Min(limit, own + take.Cost) : used;
        for (var i = 0; i < count; i++)
        {
            freed += parts[i].Permits;
            if (taken - freed + take.Cost > limit) continue;
            wait = parts[i].Ends - now;
            break;
        }

        verdict.Refuse(number, Math.Max(0, limit - taken), wait, wait);
        WatchWindow(shard, take.Rule, partition, take.Cost, isRefused: true, used, now);
    }

    /// <summary>Adds to a window what it is charged with in any case, up to a bound; false when the bound cut it.</summary>
    private bool ChargeWindow(BucketShard shard, int index, BucketRule rule, UInt128 partition, long permits, long most, long now)
    {
        Span<WindowPart> parts = stackalloc WindowPart[SlidingWindow.Segments];
        var (own, ends, used, _) = Look(shard, index, rule, partition, now, parts);
        var charged = Math.Clamp(most - used, 0, permits);
        if (charged > 0) shard.Write(index, new(ends, (uint)(own + charged)));
        return charged == permits;
    }

    // Counted in the segment of now, however much the others hold: so the window stays closed while requests go on. A segment holds at most
    // the limit, so that it opens a window and a segment after they have stopped.
    private void CountRefusedInWindow(BucketShard shard, int index, in RateLimitTake take, UInt128 partition, long now)
    {
        Span<WindowPart> parts = stackalloc WindowPart[SlidingWindow.Segments];
        var (own, ends, _, _) = Look(shard, index, take.Rule, partition, now, parts);
        shard.Write(index, new(ends, (uint)Math.Max(own, Math.Min(take.Rule.Burst, own + take.Cost))));
    }

    // No room for the entry: a client that has used its limit up must not find a new one in the overflow bucket.
    private static bool IsUsedUp(BucketShard shard, in RateLimitTake take, long now)
    {
        if (take.Rule.Periods is not SlidingWindow sliding) return false;
        var used = 0L;
        for (var segment = sliding.Segment(now) - SlidingWindow.Segments; segment < sliding.Segment(now); segment++)
            used += InSegment(shard, sliding, take.Partition, segment, now);
        return used + take.Cost > take.Rule.Burst;
    }

    /// <summary>What an entry holds now, when its permits come back, and what the whole window holds; the other parts in the order in which they end.</summary>
    private (long Own, long Ends, long Used, int Count) Look(BucketShard shard, int index, BucketRule rule, UInt128 partition, long now, Span<WindowPart> parts)
    {
        var entry = shard.Read(index, now);
        if (rule.Periods is not SlidingWindow sliding)
        {
            // A window that has begun ends when it was to end, whatever the wall clock says meanwhile.
            if (entry.Ticks > now) return (entry.Part, entry.Ticks, entry.Part, 0);
            var utc = _time.GetUtcNow();
            return (0, now + Math.Max(1, ((FixedWindow)rule.Periods!).At(utc).End - utc.UtcTicks), 0, 0);
        }

        var current = sliding.Segment(now);
        var ends = sliding.Expiry(current);
        var own = entry.Ticks == ends ? entry.Part : 0L;
        var used = own;
        var count = 0;
        for (var segment = Math.Max(0, current - SlidingWindow.Segments); segment < current; segment++)
        {
            if (InSegment(shard, sliding, partition, segment, now) is not (> 0 and var permits)) continue;
            used += permits;
            parts[count++] = new(permits, sliding.Expiry(segment));
        }

        return (own, ends, used, count);
    }

    private static long InSegment(BucketShard shard, SlidingWindow sliding, UInt128 partition, long segment, long now) =>
        sliding.Expiry(segment) > now && shard.TryFind(SlidingWindow.Key(partition, segment), out var index) && shard.Peek(index) is var entry && entry.Ticks == sliding.Expiry(segment)
            ? entry.Part
            : 0;

    private void SettleWindow(BucketShard shard, in RateLimitTake take, int permits, long takenAt, long now)
    {
        // The entry of the moment before the take, or an earlier one: what is taken off there comes back no later than it would anyway.
        var key = EntryKey(take.Rule, take.Partition, takenAt);
        if (!shard.TryFind(key, out var index)) return;
        var entry = shard.Peek(index);
        var isOf = take.Rule.Periods is SlidingWindow sliding
            ? entry.Ticks == sliding.Expiry(sliding.Segment(takenAt)) && entry.Ticks > now
            : entry.Ticks > now && IsSince(take.Rule, entry.Ticks, takenAt, now);
        if (isOf) shard.Write(index, new(entry.Ticks, (uint)Math.Max(0, entry.Part - (long)permits)));
    }

    // Whether the running window had begun when the take was made.
    private bool IsSince(BucketRule rule, long ends, long takenAt, long now)
    {
        var utc = _time.GetUtcNow();
        var span = ((FixedWindow)rule.Periods!).At(utc);
        return Math.Abs(span.End - utc.UtcTicks - (ends - now)) < TimeSpan.TicksPerSecond && takenAt >= now - (utc.UtcTicks - span.Start);
    }

    private readonly record struct WindowPart(long Permits, long Ends);
}
