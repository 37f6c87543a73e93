using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit.Windows;

/// <summary>Rules that count in windows, in the process.</summary>
public sealed class WindowStoreTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    private static RateLimitRule Windowed(RateLimitAlgorithm algorithm, int permits, string window = "00:00:10", int cost = 1)
    {
        var rule = Rule(permits, window, cost: cost);
        rule.Algorithm = algorithm;
        return rule;
    }

    private static RateLimitTake Take(RateLimitHarness harness, RateLimitRule rule, int cost = 1, string name = "r") =>
        new PlannedRule(name, rule, new RulePlace("orders", "", 64), harness.Store.PartitionHashKey, null).Select(From())!.Take(From()) with { Cost = cost };

    private RateLimitVerdict Take(RateLimitRule rule, int cost = 1) => _harness.Store.Take([Take(_harness, rule, cost)]);

    [Fact]
    public void Fixed_AtTheEdge_AllPermitsAreBack()
    {
        _harness.Time.WallClock = new(2026, 1, 1, 0, 0, 5, TimeSpan.Zero);
        var rule = Windowed(RateLimitAlgorithm.FixedWindow, 3);
        for (var i = 2; i >= 0; i--) Assert.Equal((true, (long)i), (Take(rule) is var taken ? (taken.IsAdmitted, taken.Remaining) : default));
        var refused = Take(rule);
        Assert.Equal((false, 0L, TimeSpan.FromSeconds(5)), (refused.IsAdmitted, refused.Remaining, refused.RetryAfter));
        Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(Take(rule).IsAdmitted);
        Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, Take(rule).Remaining);
    }

    [Fact]
    public void Fixed_WallClockSetBack_NeverOpensTheWindowAgain()
    {
        _harness.Time.WallClock = new(2026, 1, 1, 0, 0, 5, TimeSpan.Zero);
        var rule = Windowed(RateLimitAlgorithm.FixedWindow, 1);
        Assert.True(Take(rule).IsAdmitted);
        foreach (var seconds in (int[])[-3600, -5, 4, 86_400])
        {
            _harness.Time.WallClock = new DateTimeOffset(2026, 1, 1, 0, 0, 5, TimeSpan.Zero).AddSeconds(seconds);
            Assert.False(Take(rule).IsAdmitted);
        }

        _harness.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(Take(rule).IsAdmitted);
    }

    [Fact]
    public void Calendar_Month_EndsAtTheZonesMidnight()
    {
        var rule = Rule(1, "00:00:00", by: "Address");
        (rule.Algorithm, rule.Period, rule.TimeZone) = (RateLimitAlgorithm.FixedWindow, RateLimitPeriod.Month, "Europe/Berlin");
        _harness.Time.WallClock = new(2026, 3, 31, 21, 0, 0, TimeSpan.Zero);
        var stage = _harness.ByAddress(Options(("month", rule)))!;
        var exchange = From();
        Assert.True(Decide(stage, exchange).IsContinue);
        Assert.Equal("\"month\";q=1", exchange.ResponseHeaders[0].Value);
        Assert.Equal("\"month\";r=0;t=3600", exchange.ResponseHeaders[1].Value);
        Assert.Equal("3600", Decide(stage, From()).Rejection!.Headers[0].Value);
        Advance(TimeSpan.FromHours(1));
        Assert.True(Decide(stage, From()).IsContinue);
        Assert.Equal($"{30 * 86_400}", Decide(stage, From()).Rejection!.Headers[0].Value);
    }

    [Fact]
    public void Sliding_AnySchedule_NeverMoreInAnySpan_AndAtMostASegmentLate()
    {
        var examined = 0;
        var cases =
            from permits in Gen.Choose(1, 20)
            from steps in Gen.Choose(0, 2500).SelectMany(gap => Gen.Choose(1, 4).Select(cost => (gap, cost))).ListOf(250)
            select (permits, steps);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            examined++;
            using var harness = new RateLimitHarness();
            var rule = Windowed(RateLimitAlgorithm.SlidingWindow, c.permits);
            var (window, segment) = (TimeSpan.FromSeconds(10).Ticks, TimeSpan.FromSeconds(1).Ticks);
            var log = new List<(long At, int Cost)>();
            foreach (var (gap, cost) in c.steps)
            {
                harness.Time.Advance(TimeSpan.FromMilliseconds(gap));
                if (cost > c.permits) continue;
                var now = harness.Store.Now;
                var verdict = harness.Store.Take([Take(harness, rule, cost)]);
                var exact = log.Where(l => l.At > now - window).Sum(l => l.Cost);
                var late = log.Where(l => l.At > now - window - segment).Sum(l => l.Cost);
                if (verdict.IsAdmitted) Assert.True(exact + cost <= c.permits, "more than the limit in a span of the window");
                else Assert.True(late + cost > c.permits, "refused more than a segment too long");
                if (verdict.IsAdmitted) log.Add((now, cost));
                if (verdict.IsAdmitted || cost == 0) continue;
                // The wait is right to the tick.
                harness.Time.Advance(verdict.RetryAfter - TimeSpan.FromTicks(1));
                Assert.False(harness.Store.Take([Take(harness, rule, cost)]).IsAdmitted);
                harness.Time.Advance(TimeSpan.FromTicks(1));
                Assert.True(harness.Store.Take([Take(harness, rule, cost)]).IsAdmitted);
                log.Add((harness.Store.Now, cost));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        Assert.Equal(100, examined);
    }

    [Fact]
    public void Fixed_AnySchedule_AgreesWithACountPerWindow()
    {
        var examined = 0;
        var cases = Gen.Choose(0, 4000).SelectMany(gap => Gen.Choose(1, 4).Select(cost => (gap, cost))).ListOf(250);
        Prop.ForAll(cases.ToArbitrary(), steps =>
        {
            examined++;
            using var harness = new RateLimitHarness();
            var start = new DateTimeOffset(2026, 1, 1, 0, 0, 3, TimeSpan.Zero);
            harness.Time.WallClock = start;
            var rule = Windowed(RateLimitAlgorithm.FixedWindow, 7);
            var counts = new Dictionary<long, int>();
            foreach (var (gap, cost) in steps)
            {
                harness.Time.Advance(TimeSpan.FromMilliseconds(gap));
                harness.Time.WallClock += TimeSpan.FromMilliseconds(gap);
                var window = harness.Time.WallClock.UtcTicks / TimeSpan.FromSeconds(10).Ticks;
                var fits = counts.GetValueOrDefault(window) + cost <= 7;
                Assert.Equal(fits, harness.Store.Take([Take(harness, rule, cost)]).IsAdmitted);
                if (fits) counts[window] = counts.GetValueOrDefault(window) + cost;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        Assert.Equal(100, examined);
    }

    [Fact]
    public void DifferentAlgorithms_OneRefuses_NothingIsTaken()
    {
        RateLimitRule[] rules = [Windowed(RateLimitAlgorithm.FixedWindow, 5, "01:00:00"), Windowed(RateLimitAlgorithm.SlidingWindow, 5, "01:00:00"), Rule(5, "01:00:00"), Rule(2, "01:00:00")];
        RateLimitTake[] takes = [.. rules.Select((r, i) => Take(_harness, r, name: $"r{i}"))];
        Assert.True(_harness.Store.Take(takes).IsAdmitted);
        Assert.True(_harness.Store.Take(takes).IsAdmitted);
        for (var i = 0; i < 20; i++) Assert.Equal((false, 3), (_harness.Store.Take(takes) is var refused ? (refused.IsAdmitted, refused.RuleIndex) : default));
        for (var i = 0; i < 3; i++) Assert.Equal(3, _harness.Store.Take([takes[i] with { Cost = 0 }]).Remaining);
        // The same bucket twice counts twice.
        for (var i = 0; i < 3; i++) Assert.False(_harness.Store.Take([takes[i] with { Cost = 2 }, takes[i] with { Cost = 2 }]).IsAdmitted);
        for (var i = 0; i < 3; i++) Assert.True(_harness.Store.Take([takes[i] with { Cost = 1 }, takes[i] with { Cost = 2 }]).IsAdmitted);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void ParallelAtLimit_AdmitsExactlyTheLimit_AndAllocatesNothing(RateLimitAlgorithm algorithm)
    {
        var take = Take(_harness, Windowed(algorithm, 2000, "01:00:00"));
        var admitted = 0;
        Parallel.For(0, 8000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (_harness.Store.Take([take]).IsAdmitted) Interlocked.Increment(ref admitted);
        });
        Assert.Equal(2000, admitted);
        RateLimitTake[] takes = [Take(_harness, Windowed(algorithm, 1_000_000, "01:00:00"), name: "wide")];
        Allocations.AssertNone(() => _harness.Store.Take(takes));
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void FullTable_AClientAtItsLimit_IsNeverReset(RateLimitAlgorithm algorithm)
    {
        using var harness = new RateLimitHarness(maxPartitions: 1024);
        var offender = Take(harness, Windowed(algorithm, 3, "01:00:00"));
        for (var i = 0; i < 3; i++) Assert.True(harness.Store.Take([offender]).IsAdmitted);
        var flood = new BucketRule("flood", 1, TimeSpan.FromHours(10), 1, harness.Store);
        for (var i = 0; i < 5000; i++)
        {
            harness.Store.Take([new(flood, flood.Partition($"{i}"), 1)]);
            if (i % 500 != 0) continue;
            Assert.False(harness.Store.Take([offender]).IsAdmitted);
            // Into the next segment, for which there is no room.
            harness.Time.Advance(TimeSpan.FromMinutes(5));
            harness.Time.WallClock += TimeSpan.FromMinutes(5);
            Assert.False(harness.Store.Take([offender]).IsAdmitted);
        }
    }

    [Fact]
    public void Settle_ACostFarBeyondWhatABucketCanOwe_EmptiesItAndDoesNotFillIt()
    {
        var rule = new RateLimitRule { By = ["Address"], Permits = 10, Window = TimeSpan.FromHours(24), CostHeader = "X-Cost", MaxCost = 1_000_000_000 };
        var take = Take(_harness, rule, 1);
        Assert.True(_harness.Store.Take([take]).IsAdmitted);
        Assert.False(_harness.Store.SettleAsync(take, 1_000_000_000, TimeSpan.Zero).Completed());
        Assert.False(_harness.Store.Take([take]).IsAdmitted);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void Settle_ChargesUpToTheDebt_AndGivesBackInTheWindowOnly(RateLimitAlgorithm algorithm)
    {
        var rule = Windowed(algorithm, 10);
        (rule.CostHeader, rule.MaxDebt) = ("X-Cost", 5);
        var take = Take(_harness, rule, 4);
        Assert.True(_harness.Store.Take([take]).IsAdmitted);
        Assert.True(_harness.Store.SettleAsync(take, 1, TimeSpan.Zero).Completed());
        Assert.Equal(9, _harness.Store.Take([take with { Cost = 0 }]).Remaining);
        Assert.True(_harness.Store.SettleAsync(take, 16, TimeSpan.Zero).Completed());
        Assert.False(_harness.Store.Take([take with { Cost = 1 }]).IsAdmitted);
        Assert.False(_harness.Store.SettleAsync(take, 10, TimeSpan.Zero).Completed());
        Advance(TimeSpan.FromSeconds(11));
        Assert.True(_harness.Store.Take([take]).IsAdmitted);
        // Of a window that is over, nothing comes back.
        _harness.Store.SettleAsync(take, 0, TimeSpan.FromSeconds(12)).Completed();
        Assert.Equal(6, _harness.Store.Take([take with { Cost = 0 }]).Remaining);
    }

    [Fact]
    public void CountRefused_SlidingWindow_StaysClosedWhileAsked()
    {
        var rule = Windowed(RateLimitAlgorithm.SlidingWindow, 5);
        rule.CountRefused = true;
        for (var i = 0; i < 5; i++) Assert.True(Take(rule).IsAdmitted);
        for (var i = 0; i < 40; i++, Advance(TimeSpan.FromSeconds(1))) Assert.False(Take(rule).IsAdmitted);
        Advance(TimeSpan.FromSeconds(11));
        Assert.True(Take(rule).IsAdmitted);
    }

    private void Advance(TimeSpan time)
    {
        _harness.Time.Advance(time);
        _harness.Time.WallClock += time;
    }
}
