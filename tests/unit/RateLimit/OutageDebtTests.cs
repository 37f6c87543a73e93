using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.RateLimit;

/// <summary>What rules with OnStoreFailure "Local" grant while the store is away, and what of it they charge afterwards.</summary>
public sealed class OutageDebtTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly RateLimitHarness _harness = new();
    private readonly Four _four = new();
    private readonly RateLimitMetrics _metrics;

    public OutageDebtTests()
    {
        _metrics = _harness.Services.GetRequiredService<RateLimitMetrics>();
        _harness.Time.WallClock = new(2026, 1, 1, 0, 10, 0, TimeSpan.Zero);
    }

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(RateLimitAlgorithm.TokenBucket, 80)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 80)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 80)]
    [InlineData(RateLimitAlgorithm.TokenBucket, 26)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 100)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 30)]
    public void CostAboveTheShare_AtAnyTimesBesideCheapOnes_GetsTheShareInTheLongRun(RateLimitAlgorithm algorithm, int cost)
    {
        var fallback = new StoreFallback(_harness.Store, _metrics, _four, TimeSpan.Zero);
        var rule = Rule(algorithm, 100);
        var (random, granted, costly, passed) = (new Random(cost), 0L, 0, TimeSpan.Zero);
        while (passed < 400 * Hour)
        {
            var isCostly = random.Next(3) > 0;
            if (fallback.Decide([Take(rule, isCostly ? cost : 1)]).IsAdmitted)
            {
                granted += isCostly ? cost : 1;
                costly += isCostly ? 1 : 0;
            }

            // The stated bound: the share of the span with one more window, and what one request costs more than the share.
            var bound = (25 * ((passed / Hour) + 2)) + cost - 25;
            Assert.True(granted <= bound, $"{granted} of {bound} in {passed}");
            var step = TimeSpan.FromMinutes(random.Next(1, 40));
            Advance(step);
            passed += step;
        }

        Assert.True(costly > 10 && granted > 25 * 400 * 0.4, $"{granted} permits, {costly} costly requests");
    }

    [Fact]
    public void Bucket_CostAboveTheShare_IsOwedWhole()
    {
        var debts = new LeaseDebts(_harness.Store, _four);
        var fallback = new StoreFallback(_harness.Store, _metrics, _four, TimeSpan.Zero, debts);
        var rule = Rule(RateLimitAlgorithm.TokenBucket, 100);
        Assert.True(fallback.Decide([Take(rule, 80)]).IsAdmitted);
        Assert.Equal(80, debts.Collect(rule, Take(rule).Partition));
        Assert.Equal(0, debts.Collect(rule, Take(rule).Partition));
    }

    [Fact]
    public void Bucket_RefillsMeanwhile_OwesTheRest()
    {
        var debts = new LeaseDebts(_harness.Store, _four);
        var rule = Rule(RateLimitAlgorithm.TokenBucket, 100);
        debts.Owe(rule, Take(rule).Partition, 80);
        Advance(TimeSpan.FromHours(2));
        Assert.Equal(30, debts.Collect(rule, Take(rule).Partition));
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, 49, 7)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 51, 0)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 49, 7)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 66, 3)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 90, 0)]
    public void Window_GrantedInAnOutage_IsOwedAsLongAsItCounts(RateLimitAlgorithm algorithm, int minutes, int owed)
    {
        var debts = new LeaseDebts(_harness.Store, _four);
        var rule = Rule(algorithm, 100);
        debts.Owe(rule, Take(rule).Partition, 4);
        Advance(TimeSpan.FromMinutes(10));
        debts.Owe(rule, Take(rule).Partition, 3);
        Advance(TimeSpan.FromMinutes(minutes - 10));
        Assert.Equal(owed, debts.Collect(rule, Take(rule).Partition));
        Assert.Equal(0, debts.Collect(rule, Take(rule).Partition));
    }

    [Fact]
    public void Fixed_TheWindowEndsWhileTheStoreIsTold_NothingIsOwedInTheNext()
    {
        var debts = new LeaseDebts(_harness.Store, _four);
        var rule = Rule(RateLimitAlgorithm.FixedWindow, 100);
        Advance(TimeSpan.FromMinutes(50) + TimeSpan.FromMilliseconds(10));
        debts.Owe(rule, Take(rule).Partition, 5, ago: TimeSpan.FromMilliseconds(9));
        Assert.Equal(5, debts.Collect(rule, Take(rule).Partition));
        debts.Owe(rule, Take(rule).Partition, 5, ago: TimeSpan.FromMilliseconds(11));
        Assert.Equal(0, debts.Collect(rule, Take(rule).Partition));
    }

    [Theory]
    [InlineData(-2, 0)]
    [InlineData(-5000, 5)]
    [InlineData(5000, 5)]
    public void Fixed_AskedAgainForTheNextWindow_TheDebtStaysBehindUnlessTheClockWasWrong(int milliseconds, int owed)
    {
        var rule = Rule(RateLimitAlgorithm.FixedWindow, 100);
        var server = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);
        var call = CheckMessage.Write([Take(rule)], [5], new BucketNames(new RedisOptions()), server, server.AddMilliseconds(milliseconds));
        Assert.Equal(owed, (int)call.Arguments[5]);
    }

    [Fact]
    public void Share_OfManyReplicas_CostOfTheWholeLimit_StaysWithinTheArithmetic()
    {
        var rule = new BucketRule("r", 1_000_000, TimeSpan.FromHours(8784), 10_000_000, _harness.Store);
        var fallback = new StoreFallback(_harness.Store, _metrics, new Many(), TimeSpan.Zero);
        Assert.True(fallback.Decide([Take(rule, 10_000_000)]).IsAdmitted);
        var refused = fallback.Decide([Take(rule)]);
        Assert.False(refused.IsAdmitted);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromDays(3000), TimeSpan.FromDays(3700));
    }

    private BucketRule Rule(RateLimitAlgorithm algorithm, int permits)
    {
        var periods = LimitWindow.Of(new RateLimitRule { Algorithm = algorithm }, Hour);
        return new("r", permits, Hour, permits, [new(PartitionKeyKind.Address, "")], 64, 1, _harness.Store.PartitionHashKey, periods);
    }

    private static RateLimitTake Take(BucketRule rule, int cost = 1) => new(rule, rule.Partition("a"), cost);

    private void Advance(TimeSpan time)
    {
        _harness.Time.Advance(time);
        _harness.Time.WallClock += time;
    }

    private sealed class Four : IReplicaCount
    {
        public int Alive => 4;
    }

    private sealed class Many : IReplicaCount
    {
        public int Alive => 100_000;
    }
}
