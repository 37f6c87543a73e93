using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;
using Microsoft.Extensions.DependencyInjection;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

/// <summary>Which store counts which rule, and what happens when one of them cannot.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();
    private readonly RateLimitMetrics _metrics;

    public SharedStoreTests() => _metrics = _harness.Services.GetRequiredService<RateLimitMetrics>();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("Address", null, false)]
    [InlineData("Header:X-Key", null, false)]
    [InlineData("Global", null, false)]
    [InlineData("Address", true, true)]
    [InlineData("Consumer", null, true)]
    [InlineData("Claim:tenant", null, true)]
    [InlineData("Consumer", false, false)]
    public void Rule_Shared_OnlyAfterAuthenticationUnlessItSaysSo(string by, bool? shared, bool expected)
    {
        var rule = Rule(1, by: by);
        rule.Shared = shared;
        Assert.Equal(expected, rule.IsShared);
    }

    [Fact]
    public void Stores_OfAStage_AreOneWhereOneSuffices()
    {
        var shared = new ScriptedStore(default);
        using var services = Services(shared);
        var stores = new RateLimitStores(services);
        RateLimitRule own = Rule(1), ours = Rule(1, by: "Consumer");
        Assert.Same(shared, stores.Of([ours, ours]));
        Assert.IsType<LocalRateLimitStore>(stores.Of([own]));
        Assert.IsType<MixedRateLimitStore>(stores.Of([own, ours]));
        // A store of the library's user that is not shared counts everything.
        Assert.Same(_harness.Store, new RateLimitStores(_harness.Services).Of([own, ours]));
    }

    [Fact]
    public void Mixed_SharedRefuses_TheOwnPermitComesBack()
    {
        var shared = new ScriptedStore(new RateLimitVerdict { RuleIndex = 0, RetryAfter = TimeSpan.FromSeconds(3) });
        var mixed = new MixedRateLimitStore(_harness.Store, shared);
        var takes = Takes("01:00:00");
        for (var i = 0; i < 5; i++)
        {
            var verdict = mixed.TryTakeAsync(takes).Completed();
            Assert.Equal((false, 0, TimeSpan.FromSeconds(3)), (verdict.IsAdmitted, verdict.RuleIndex, verdict.RetryAfter));
        }

        shared.Verdict = new RateLimitVerdict { IsAdmitted = true, RuleIndex = 0, Remaining = 100 };
        Assert.Equal((true, 1, 2L), Outcome(mixed, takes));
        Assert.Equal((true, 1, 1L), Outcome(mixed, takes));
        Assert.Equal((true, 1, 0L), Outcome(mixed, takes));
        var asked = shared.Asked;
        Assert.Equal((false, 1, 0L), Outcome(mixed, takes));
        // The refusal of the process costs no trip.
        Assert.Equal(asked, shared.Asked);
    }

    [Fact]
    public void GiveBack_AfterTheBucketRefilled_GivesNothing()
    {
        var rule = new BucketRule("r", 3, TimeSpan.FromSeconds(3), 3, _harness.Store);
        RateLimitTake[] take = [new(rule, rule.Partition("a"), 1)];
        var takenAt = _harness.Store.Now;
        Assert.True(_harness.Store.Take(take).IsAdmitted);
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        // Full again; three more empty it.
        for (var i = 0; i < 3; i++) Assert.True(_harness.Store.Take(take).IsAdmitted);
        _harness.Store.GiveBack(take, takenAt);
        Assert.False(_harness.Store.Take(take).IsAdmitted);
    }

    [Fact]
    public void GiveBack_Partly_WhatHasNotRefilledSince()
    {
        var rule = new BucketRule("r", 1, TimeSpan.FromSeconds(10), 1, _harness.Store);
        RateLimitTake[] take = [new(rule, rule.Partition("a"), 1)];
        var takenAt = _harness.Store.Now;
        Assert.True(_harness.Store.Take(take).IsAdmitted);
        _harness.Time.Advance(TimeSpan.FromSeconds(4));
        _harness.Store.GiveBack(take, takenAt);
        Assert.True(_harness.Store.Take(take).IsAdmitted);
        Assert.False(_harness.Store.Take(take).IsAdmitted);
    }

    [Fact]
    public void Fallback_Local_GrantsTheShareOfOneReplica()
    {
        var fallback = new StoreFallback(_harness.Store, _metrics, new Replicas { Alive = 4 }, TimeSpan.Zero);
        Assert.Equal(25, Count(fallback, Bucket(100, StoreFailureMode.Local, "hundred"), 1));
        Assert.Equal(1, Count(fallback, Bucket(3, StoreFailureMode.Local, "three"), 1));
        // More than the share holds: one request, not none.
        Assert.Equal(1, Count(fallback, Bucket(100, StoreFailureMode.Local, "costly"), 80));
    }

    [Fact]
    public void Fallback_Modes_OneDenyRefusesAndAllowCountsNothing()
    {
        var fallback = new StoreFallback(_harness.Store, _metrics, new Replicas(), TimeSpan.FromMilliseconds(250));
        RateLimitTake[] takes = [Take(Bucket(1, StoreFailureMode.Local, "local")), Take(Bucket(1, StoreFailureMode.Deny, "deny"))];
        var denied = fallback.Decide(takes);
        Assert.Equal((false, true, 1), (denied.IsAdmitted, denied.StoreUnavailable, denied.RuleIndex));
        takes[1] = Take(Bucket(1, StoreFailureMode.Allow, "allow"));
        (takes[0], takes[1]) = (takes[1], takes[0]);
        Assert.Equal((true, 1), (fallback.Decide(takes) is var first ? (first.IsAdmitted, first.RuleIndex) : default));
        Assert.Equal((false, 1), (fallback.Decide(takes) is var second ? (second.IsAdmitted, second.RuleIndex) : default));
        Assert.Equal((true, -1), (fallback.Decide(takes.AsSpan(0, 1)) is var third ? (third.IsAdmitted, third.RuleIndex) : default));
    }

    [Fact]
    public void Fallback_ReplicasComeAndGo_AnEmptyBucketStaysEmpty()
    {
        var replicas = new Replicas { Alive = 4 };
        var fallback = new StoreFallback(_harness.Store, _metrics, replicas, TimeSpan.Zero);
        var rule = Bucket(100, StoreFailureMode.Local, "hundred");
        Assert.Equal(25, Count(fallback, rule, 1));
        foreach (var alive in (int[])[1, 2, 7, 1])
        {
            replicas.Alive = alive;
            Assert.Equal(0, Count(fallback, rule, 1));
        }

        // What refills does so at the share of the moment: half an hour of an hour's hundred, halved.
        replicas.Alive = 2;
        _harness.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(25, Count(fallback, rule, 1));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(100, 350)]
    [InlineData(10, 3)]
    [InlineData(7, 1)]
    public void Fallback_ReplicasChangeAtRandom_AdmitsNoMoreThanTheFewestWouldLetIt(int permits, int burst)
    {
        const int Fewest = 2;
        var random = new Random(permits);
        var replicas = new Replicas { Alive = Fewest };
        var fallback = new StoreFallback(_harness.Store, _metrics, replicas, TimeSpan.Zero);
        var rule = new BucketRule($"r{permits}", permits, TimeSpan.FromSeconds(10), burst, _harness.Store);
        RateLimitTake[] take = [Take(rule)];
        var (admitted, elapsed, changes) = (0, TimeSpan.Zero, 0);
        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(10) == 0)
            {
                replicas.Alive = random.Next(Fewest, 9);
                changes++;
            }

            if (fallback.Decide(take).IsAdmitted) admitted++;
            var step = TimeSpan.FromTicks(random.NextInt64(TimeSpan.FromSeconds(4).Ticks / permits));
            _harness.Time.Advance(step);
            elapsed += step;
            var share = ((burst + (permits * elapsed.TotalSeconds / 10)) / Fewest) + 1;
            Assert.True(admitted <= share, $"{admitted} of {share} after {elapsed} and {changes} changes");
        }

        Assert.InRange(changes, 1000, 20_000);
    }

    [Theory]
    [InlineData(1, 1, 8784, 10_000)]
    [InlineData(100, 1000, 8784, 100)]
    [InlineData(1_000_000_000, 1_000_000_000, 1, 3)]
    [InlineData(15, 135, 8784, 10)]
    public void Share_AnyRule_IsAValidLimitOfAtLeastOne(int permits, int burst, int hours, int replicas)
    {
        var rule = new BucketRule("r", permits, TimeSpan.FromHours(hours), burst, _harness.Store);
        var share = rule.Share(replicas, 1);
        Assert.InRange(share.Permits, 1, permits);
        Assert.Equal(Math.Max(1, burst / replicas), share.Burst);
        Assert.True(share.IsPerClient);
        Assert.Same(share, rule.Share(replicas, 1));
        Assert.Equal(share.Identity, rule.Share(replicas + 1, 1).Identity);
    }

    [Fact]
    public void Stage_StoreUnavailable_Is503WithRetryAfterAndNoLimitFields()
    {
        var rule = Planned("orders", Rule(1));
        var stage = new RateLimitStage([rule], new PolicyFields([rule]), new ScriptedStore(new RateLimitVerdict { StoreUnavailable = true, RetryAfter = TimeSpan.FromMilliseconds(250) }), _metrics, _harness.Time);
        var exchange = From();
        var rejection = stage.DecideAsync(exchange).Completed().Rejection!;
        Assert.Equal((503, "store-unavailable", "rule orders"), (rejection.Status, rejection.Reason, rejection.Note));
        Assert.Equal("1", Assert.Single(rejection.Headers, h => h.Key == "Retry-After").Value);
        Assert.Empty(exchange.ResponseHeaders);
    }

    [Fact]
    public void Validator_StoreOptionsWithoutEffect_AreWarnings()
    {
        var rule = Rule(1);
        (rule.Shared, rule.OnStoreFailure) = (true, StoreFailureMode.Deny);
        Assert.Equal(["Warning RateLimit:r:Shared: true without Gateway:Redis", "Warning RateLimit:r:OnStoreFailure: Deny without Gateway:Redis"], Validate(rule, new()));
        Assert.Empty(Validate(rule, new() { Redis = new() }));
        rule.Shared = null;
        Assert.Equal(["Warning RateLimit:r:OnStoreFailure: Deny of a rule that each replica counts by itself"], Validate(rule, new() { Redis = new() }));
    }

    private static string[] Validate(RateLimitRule rule, GatewayOptions gateway)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "RateLimit", []);
        new RateLimitPolicy().Validate(Options(("r", rule)), new OptionsValidation(gateway, node, errors));
        return [.. errors.Sorted().Select(e => $"{e.Severity} {e.Path}: {e.Found}")];
    }

    private static ServiceProvider Services(IRateLimitStore shared) => new ServiceCollection().AddSingleton(shared).AddRateLimit(2048).BuildServiceProvider();

    private static (bool, int, long) Outcome(MixedRateLimitStore mixed, RateLimitTake[] takes) =>
        mixed.TryTakeAsync(takes).Completed() is var verdict ? (verdict.IsAdmitted, verdict.RuleIndex, verdict.Remaining) : default;

    private static RateLimitTake Take(BucketRule rule, int cost = 1) => new(rule, rule.Partition("a"), cost);

    private static int Count(StoreFallback fallback, BucketRule rule, int cost)
    {
        RateLimitTake[] take = [Take(rule, cost)];
        return Enumerable.Range(0, 200).Count(_ => fallback.Decide(take).IsAdmitted);
    }

    private BucketRule Bucket(int permits, StoreFailureMode mode, string name) =>
        new(name, permits, TimeSpan.FromHours(1), permits, _harness.Store) { OnStoreFailure = mode };

    // A shared rule and one of the process with three permits.
    private RateLimitTake[] Takes(string window) =>
        [Take(new BucketRule("ours", 1, TimeSpan.Parse(window), 1, _harness.Store) { IsShared = true }), Take(new BucketRule("own", 3, TimeSpan.Parse(window), 3, _harness.Store))];

    private sealed class Replicas : IReplicaCount
    {
        public int Alive { get; set; } = 1;
    }

    private sealed class ScriptedStore(RateLimitVerdict verdict) : IRateLimitStore
    {
        public RateLimitVerdict Verdict { get; set; } = verdict;

        public int Asked { get; private set; }

        public bool IsShared => true;

        public UInt128 PartitionHashKey => 1;

        public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes)
        {
            Asked++;
            return new(Verdict);
        }
    }
}
