namespace Gateway.Policies.RateLimit;

/// <content>Costs that become known after the take.</content>
internal sealed partial class LocalRateLimitStore
{
    public ValueTask<bool> SettleAsync(RateLimitTake take, int cost, TimeSpan elapsed) => new(Settle(take, cost, elapsed));

    private bool Settle(in RateLimitTake take, int cost, TimeSpan elapsed)
    {
        var shard = _shards[Shard(take.Partition)];
        lock (shard.Gate)
        {
            if (cost > take.Cost) return Charge(shard, take, cost - take.Cost);
            // The bucket without the difference would by now have stood full for as long as the real cost and the time since do not fill:
            // giving that back, too, would be more than was paid.
            if (take.Rule.Periods is not null)
            {
                var now = _clock.Now;
                SettleWindow(shard, take, take.Cost - cost, now - elapsed.Ticks, now);
                return true;
            }

            var ticks = Math.Min(
                take.Rule.Increment(take.Cost - cost).Ticks, take.Rule.Increment(take.Cost).Ticks - elapsed.Ticks);
            if (ticks > 0) shard.GiveBack(take.Partition, ticks);
            return true;
        }
    }

    private bool Charge(BucketShard shard, in RateLimitTake take, int permits)
    {
        var now = _clock.Now;
        var index = shard.FindOrAdd(EntryKey(take.Rule, take.Partition, now), now);
        if (index >= 0) return Charge(shard, index, take.Rule, take.Partition, permits, now);
        lock (_overflow.Gate)
        {
            index = _overflow.FindOrAdd(EntryKey(take.Rule, take.Rule.Identity, now), now);
            return index >= 0 && Charge(_overflow, index, take.Rule, take.Rule.Identity, permits, now);
        }
    }

    private bool Charge(BucketShard shard, int index, BucketRule rule, UInt128 partition, int permits, long now)
    {
        if (rule.Periods is not null) return ChargeWindow(shard, index, rule, partition, permits, (long)rule.Burst + rule.MaxDebt, now);
        var gcra = rule.Gcra;
        // More than a bucket can owe says no more than that, and its time in ticks would not fit.
        var charged = (int)Math.Min(permits, Math.Min(int.MaxValue, (long)rule.Burst + rule.MaxDebt));
        shard.Write(index, gcra.Charge(shard.Read(index, now), now, rule.Increment(charged), gcra.Increment(rule.MaxDebt), out var isWhole));
        return isWhole && charged == permits;
    }
}
