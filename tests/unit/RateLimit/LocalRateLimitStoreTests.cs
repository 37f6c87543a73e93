using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.RateLimit;

namespace Gateway.UnitTests.RateLimit;

public sealed class LocalRateLimitStoreTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    private LocalRateLimitStore Store => _harness.Store;

    public void Dispose() => _harness.Dispose();

    private BucketRule Rule(string name, int permits, int burst, TimeSpan? window = null) => new(name, permits, window ?? TimeSpan.FromHours(1), burst, Store);

    private RateLimitVerdict Take(params RateLimitTake[] takes) => Store.TryTakeAsync(takes).Completed();

    [Fact]
    public void TryTake_ParallelAtLimit_AdmitsExactlyTheLimit()
    {
        const int limit = 10_000;
        var rule = Rule("parallel", limit, limit);
        var partition = rule.Partition("hot");
        var admitted = 0;
        Parallel.For(0, 4 * limit, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (Take(new RateLimitTake(rule, partition, 1)).IsAdmitted) Interlocked.Increment(ref admitted);
        });
        Assert.Equal(limit, admitted);
    }

    [Fact]
    public void TryTake_ParallelOverSeveralRules_AdmitsExactlyTheScarcestWithoutDeadlock()
    {
        var rules = Enumerable.Range(0, 5).Select(i => Rule($"r{i}", 1000 + i, 1000 + i)).ToArray();
        var admitted = 0;
        Parallel.For(0, 8000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, n =>
        {
            // Each request names the same buckets in another order.
            var takes = Enumerable.Range(0, rules.Length).Select(i => rules[(i + n) % rules.Length]).Select(r => new RateLimitTake(r, r.Partition("x"), 1)).ToArray();
            if (Take(takes).IsAdmitted) Interlocked.Increment(ref admitted);
        });
        Assert.Equal(1000, admitted);
        Assert.All(rules, r => Assert.Equal(r.Burst - 1000, Take(new RateLimitTake(r, r.Partition("x"), 0)).Remaining));
    }

    [Fact]
    public void TryTake_OneOfSeveralRefuses_NothingIsTaken()
    {
        var wide = Rule("wide", 10, 10);
        var narrow = Rule("narrow", 1, 1);
        RateLimitTake[] both = [new(wide, wide.Partition("a"), 1), new(narrow, narrow.Partition("a"), 1)];
        Assert.True(Take(both).IsAdmitted);
        for (var i = 0; i < 100; i++)
        {
            var refused = Take(both);
            Assert.False(refused.IsAdmitted);
            Assert.Equal(1, refused.RuleIndex);
            Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);
        }

        Assert.Equal(9, Take(new RateLimitTake(wide, wide.Partition("a"), 0)).Remaining);
    }

    [Fact]
    public void TryTake_SameBucketTwiceInOneRequest_CountsBoth()
    {
        var rule = Rule("twice", 3, 3);
        var take = new RateLimitTake(rule, rule.Partition("a"), 2);
        Assert.False(Take(take, take).IsAdmitted);
        Assert.Equal(3, Take(take with { Cost = 0 }).Remaining);
        Assert.True(Take(take with { Cost = 1 }, take).IsAdmitted);
        Assert.False(Take(take with { Cost = 1 }).IsAdmitted);
    }

    [Fact]
    public void TryTake_SeveralRefuse_NamesTheLongestWait()
    {
        var brief = Rule("brief", 1, 1, TimeSpan.FromSeconds(1));
        var lasting = Rule("lasting", 1, 1, TimeSpan.FromSeconds(90));
        RateLimitTake[] takes = [new(lasting, lasting.Partition("a"), 1), new(brief, brief.Partition("a"), 1)];
        Assert.True(Take(takes).IsAdmitted);
        _harness.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal((0, TimeSpan.FromSeconds(89.5)), (Take(takes).RuleIndex, Take(takes).RetryAfter));
    }

    [Fact]
    public void TryTake_Burst_ThenSteadyRate()
    {
        var rule = Rule("steady", 10, 50, TimeSpan.FromSeconds(1));
        var take = new RateLimitTake(rule, rule.Partition("a"), 1);
        var admitted = 0;
        for (var millisecond = 0; millisecond < 10_000; millisecond++, _harness.Time.Advance(TimeSpan.FromMilliseconds(1)))
            if (Take(take).IsAdmitted) admitted++;
        // 50 at once and 10 a second up to 9.999 s.
        Assert.Equal(50 + 99, admitted);
    }

    [Fact]
    public void TryTake_WallClockSetBackAndForth_ChangesNothing()
    {
        var rule = Rule("clock", 1, 1, TimeSpan.FromSeconds(10));
        var take = new RateLimitTake(rule, rule.Partition("a"), 1);
        Assert.True(Take(take).IsAdmitted);
        _harness.Time.WallClock = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.False(Take(take).IsAdmitted);
        _harness.Time.WallClock = DateTimeOffset.UnixEpoch;
        _harness.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(Take(take).IsAdmitted);
    }

    [Theory]
    [InlineData(1_000_000_000L)]
    [InlineData(10_000_000L)]
    [InlineData(3_579_545L)]
    public void Clock_AnyFrequency_CountsTicks(long frequency)
    {
        var time = new VirtualTime(frequency);
        var clock = new MonotonicClock(time);
        time.Advance(TimeSpan.FromDays(400));
        Assert.InRange(clock.Now, TimeSpan.FromDays(400).Ticks - 10, TimeSpan.FromDays(400).Ticks);
    }

    [Fact]
    public void TryTake_AnyScheduleOfManyPartitions_AgreesWithOneModelEach()
    {
        var examined = 0;
        var cases = Gen.Choose(0, 9).SelectMany(p => Gen.Choose(0, 300).Select(gap => (p, gap))).ListOf(300);
        Prop.ForAll(cases.ToArbitrary(), steps =>
        {
            examined++;
            using var harness = new RateLimitHarness();
            var rule = new BucketRule("model", 2, TimeSpan.FromSeconds(1), 3, harness.Store);
            var gcra = new Gcra(2, TimeSpan.FromSeconds(1), 3);
            var model = new GcraTime[10];
            long now = 0;
            foreach (var (p, gap) in steps)
            {
                harness.Time.Advance(TimeSpan.FromMilliseconds(gap));
                now += TimeSpan.FromMilliseconds(gap).Ticks;
                var expected = gcra.TryTake(model[p], now, gcra.Increment(1), out model[p], out _);
                var take = new RateLimitTake(rule, rule.Partition($"p{p}"), 1);
                Assert.Equal(expected, harness.Store.TryTakeAsync([take]).Completed().IsAdmitted);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        Assert.Equal(100, examined);
    }

    [Fact]
    public void TryTake_CostAboveBurst_Throws()
    {
        var rule = Rule("cost", 5, 5);
        Assert.Throws<ArgumentException>(() => Take(new RateLimitTake(rule, rule.Partition("a"), 6)));
        Assert.Throws<ArgumentException>(() => Take(new RateLimitTake(rule, rule.Partition("a"), -1)));
        Assert.Throws<ArgumentException>(() => Take());
    }

    [Fact]
    public void TryTake_TenThousandTakes_AllocateNothing()
    {
        var rules = new[] { Rule("a", 1_000_000, 1_000_000), Rule("b", 1_000_000, 1_000_000), Rule("c", 1_000_000, 1_000_000) };
        RateLimitTake[] takes = [.. rules.Select(r => new RateLimitTake(r, r.Partition("x"), 1))];
        Allocations.AssertNone(() => Store.TryTakeAsync(takes).Completed());
    }
}
