using Gateway.Policies.RateLimit;

namespace Gateway.UnitTests.RateLimit;

public sealed class LocalRateLimitStoreCapacityTests
{
    private static RateLimitVerdict Take(LocalRateLimitStore store, BucketRule rule, UInt128 partition) =>
        store.TryTakeAsync([new RateLimitTake(rule, partition, 1)]).Completed();

    // The keyed hash spreads real partitions; a cheap mix of a counter stands for them here.
    private static UInt128 Partition(int i) => new((ulong)i * 0x9E3779B97F4A7C15, (ulong)i * 0xD1B54A32D192ED03);

    [Fact]
    public void TryTake_AMillionPartitions_BoundedMemoryAndOverLimitClientIsNeverReset()
    {
        using var harness = new RateLimitHarness(maxPartitions: 100_000);
        var flood = new BucketRule("flood", 10, TimeSpan.FromSeconds(4), 10, harness.Store);
        var strict = new BucketRule("strict", 1, TimeSpan.FromHours(24), 1, harness.Store);
        var offender = strict.Partition("offender");
        Assert.True(Take(harness.Store, strict, offender).IsAdmitted);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 1_000_000; i++)
        {
            Take(harness.Store, flood, Partition(i));
            if (i % 1000 != 0) continue;
            harness.Time.Advance(TimeSpan.FromMilliseconds(5));
            Assert.False(Take(harness.Store, strict, offender).IsAdmitted, $"reset after {i} partitions");
        }

        Assert.InRange(harness.Store.Count, 80_000, 100_000);
        // All that was ever allocated, outgrown arrays included: what is held is less, whatever other tests do meanwhile.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_000_000);
        // The flood's buckets are full again after 400 ms, 80,000 partitions later, so it found room all the time.
        Assert.Empty(harness.Events);
    }

    [Fact]
    public void TryTake_DefaultCapacityFilled_AllocatesUnder85MegabytesInAll()
    {
        using var harness = new RateLimitHarness(LocalRateLimitStore.DefaultMaxPartitions);
        var rule = new BucketRule("fill", 1, TimeSpan.FromHours(1), 1, harness.Store);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 1_100_000; i++) Take(harness.Store, rule, Partition(i));
        Assert.InRange(harness.Store.Count, 990_000, 1_000_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 85_000_000);
    }

    [Fact]
    public void TryTake_TableFullOfOverLimitClients_NewPartitionsShareOneBucketPerRule()
    {
        using var harness = new RateLimitHarness(maxPartitions: 1024);
        var rule = new BucketRule("shared", 5, TimeSpan.FromHours(1), 5, harness.Store);
        var other = new BucketRule("other", 5, TimeSpan.FromHours(1), 5, harness.Store);
        var admitted = 0;
        var overflowed = 0;
        for (var i = 1; i <= 5000; i++)
        {
            var verdict = Take(harness.Store, rule, Partition(i));
            if (!verdict.Overflowed) continue;
            overflowed++;
            if (verdict.IsAdmitted) admitted++;
        }

        Assert.Equal(1024, harness.Store.Count);
        Assert.Equal(5000 - 1024, overflowed);
        Assert.Equal(5, admitted);
        var fresh = Take(harness.Store, other, other.Partition("fresh"));
        Assert.True(fresh is { Overflowed: true, IsAdmitted: true, Remaining: 4 });
        var alarm = Assert.Single(harness.Events);
        Assert.Equal(("rate-limit.overflow", "partitions-exhausted"), (alarm.Event, alarm.Reason));

        // Once buckets are full again they are given up, and newcomers get their own.
        harness.Time.Advance(TimeSpan.FromHours(2));
        Assert.False(Take(harness.Store, rule, Partition(999_999)).Overflowed);
    }

    [Fact]
    public void TryTake_RefusedInOverflow_GivesBackToTheOthers()
    {
        using var harness = new RateLimitHarness(maxPartitions: 1024);
        var filler = new BucketRule("filler", 1, TimeSpan.FromHours(1), 1, harness.Store);
        var wide = new BucketRule("wide", 10, TimeSpan.FromHours(1), 10, harness.Store);
        var known = wide.Partition("known");
        Assert.True(Take(harness.Store, wide, known).IsAdmitted);
        for (var i = 1; i <= 3000; i++) Take(harness.Store, filler, Partition(i));
        RateLimitTake[] takes = [new(wide, known, 1), new(filler, filler.Partition("new"), 1)];
        Assert.False(harness.Store.TryTakeAsync(takes).Completed().IsAdmitted);
        Assert.Equal(9, harness.Store.TryTakeAsync([takes[0] with { Cost = 0 }]).Completed().Remaining);
    }
}
