using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;
using Gateway.Policies.Redis.Limits;

namespace Gateway.IntegrationTests.Redis.Cluster;

/// <summary>Rules of one request whose keys are on different nodes: taken one after the other, and given back when one refuses.</summary>
[Collection(ClusterTests.Name)]
public sealed class ClusterSplitTests(ClusterFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RedisCluster _cluster = fixture.Cluster;
    private Replica _replica = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var node in _cluster.Nodes) Assert.Equal("+OK", await node.CommandAsync("FLUSHALL"));
        foreach (var node in _cluster.Nodes) await node.CommandAsync("SCRIPT", "FLUSH");
        _replica = await Replica.StartAsync(new() { ConnectionString = _cluster.ConnectionString, DecisionBudget = TimeSpan.FromSeconds(5) });
    }

    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    [Theory]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public async Task Take_SecondNodeRefuses_TheFirstGetsItsPermitsBack(RateLimitAlgorithm algorithm)
    {
        // One order has the refusing rule first.
        foreach (var (first, second) in new[] { (0, 1), (1, 0) })
        {
            BucketRule wide = Rule($"wide-{first}", 10, algorithm), narrow = Rule($"narrow-{first}", 2, algorithm);
            RateLimitTake[] both = [new(wide, wide.Partition(On(first)), 3), new(narrow, narrow.Partition(On(second)), 1)];
            Assert.NotEqual(PartitionPlace.Of(both[0].Partition), PartitionPlace.Of(both[1].Partition));

            for (var i = 0; i < 2; i++) Assert.True((await _replica.Limits.TryTakeAsync(both)).IsAdmitted);
            for (var i = 0; i < 3; i++)
            {
                // One that does not know yet that a bucket is empty, and has to ask.
                await using var other = await Replica.StartAsync(_replica.Store.Options);
                await AllNodesDecideAsync(other);
                var refused = await other.Limits.TryTakeAsync(both);
                Assert.Equal((false, 1, false), (refused.IsAdmitted, refused.RuleIndex, refused.StoreUnavailable));
                // 2 × 3 of ten were taken; what was given back travels in the background.
                await Eventually.Async(async () => await RemainingAsync(wide, On(first)) == 4, Patience, "the wide rule has its permits back");
            }

            Assert.Equal(0, await RemainingAsync(narrow, On(second)));
        }

        Assert.Contains(await ExistsAsync(ReturnScript.Script), static known => known);
    }

    [Fact]
    public async Task Take_OneRefuses_TheOthersRefusalIsToldToo()
    {
        BucketRule hour = _replica.Rule(1, TimeSpan.FromHours(1), name: "hour"), day = _replica.Rule(1, Day, name: "day");
        RateLimitTake[] both = [new(hour, hour.Partition(On(0)), 1), new(day, day.Partition(On(2)), 1)];
        Assert.True((await _replica.Limits.TryTakeAsync(both)).IsAdmitted);
        var refused = await _replica.Limits.TryTakeAsync(both);
        // The one that takes longest, whichever was asked first.
        Assert.Equal((false, 1), (refused.IsAdmitted, refused.RuleIndex));
        Assert.InRange(refused.RetryAfter, TimeSpan.FromHours(23.9), Day);
    }

    [Fact]
    public async Task Take_InParallelOverThreeNodes_NoRuleAdmitsMoreAndNothingIsLost()
    {
        const int Attempts = 600, Limit = 30;
        await using var second = await Replica.StartAsync(new() { ConnectionString = _cluster.ConnectionString, DecisionBudget = TimeSpan.FromSeconds(5) });
        await AllNodesDecideAsync(_replica);
        await AllNodesDecideAsync(second);
        BucketRule[] rules = [_replica.Rule(Limit, Day, StoreFailureMode.Deny, "a"), _replica.Rule(Limit, Day, StoreFailureMode.Deny, "b"), _replica.Rule(Limit, Day, StoreFailureMode.Deny, "c")];
        // Pairs of three buckets in a circle: each request needs two, and each bucket is first for some and second for others.
        var verdicts = await Task.WhenAll(Enumerable.Range(0, Attempts).Select(i => Task.Run(async () =>
        {
            var (one, other) = (i % 3, (i + 1) % 3);
            RateLimitTake[] takes = [new(rules[one], rules[one].Partition(On(one)), 1), new(rules[other], rules[other].Partition(On(other)), 1)];
            var verdict = await (i % 2 == 0 ? _replica : second).Limits.TryTakeAsync(takes);
            return (one, other, verdict);
        })));

        Assert.DoesNotContain(verdicts, static v => v.verdict.StoreUnavailable);
        int Used(int bucket) => verdicts.Count(v => v.verdict.IsAdmitted && (v.one == bucket || v.other == bucket));
        TestContext.Current.TestOutputHelper?.WriteLine($"admitted {string.Join(", ", Enumerable.Range(0, 3).Select(Used))} of {Limit}");
        Assert.InRange(Enumerable.Range(0, 3).Sum(Used), Limit, 3 * Limit);
        for (var bucket = 0; bucket < 3; bucket++)
        {
            // Two that are full leave nothing to a third, which is only asked for together with one of them.
            Assert.InRange(Used(bucket), 0, Limit);
            await Eventually.Async(async () => await RemainingAsync(rules[bucket], On(bucket)) == Limit - Used(bucket), Patience, $"bucket {bucket} holds what was not admitted");
        }
    }

    [Fact]
    public async Task Take_RuleThatCountsRefused_CountsWhatAnotherNodeRefused()
    {
        BucketRule narrow = _replica.Rule(1, Day, name: "narrow");
        var counting = new BucketRule("counting", 5, Day, 5, _replica.Limits) { CountRefused = true };
        foreach (var (first, second) in new[] { (0, 1), (1, 2), (2, 0) })
        {
            RateLimitTake[] both = [new(narrow, narrow.Partition(On(first)), 1), new(counting, counting.Partition(On(second)), 1)];
            Assert.True((await _replica.Limits.TryTakeAsync(both)).IsAdmitted);
            for (var i = 0; i < 2; i++) Assert.False((await _replica.Limits.TryTakeAsync(both)).IsAdmitted);
            // One admitted, two refused.
            await Eventually.Async(async () => await RemainingAsync(counting, On(second)) == 2, Patience, "refused requests are counted once each");
        }
    }

    [Fact]
    public async Task Take_SecondNodeIsDead_TheFirstGetsItsPermitsBack()
    {
        BucketRule one = _replica.Rule(10, Day, StoreFailureMode.Deny, "one"), other = _replica.Rule(10, Day, StoreFailureMode.Deny, "other");
        RateLimitTake[] both = [new(one, one.Partition(On(0)), 1), new(other, other.Partition(On(1)), 1)];
        Assert.True((await _replica.Limits.TryTakeAsync(both)).IsAdmitted);
        await _cluster.Nodes[1].KillAsync();
        for (var i = 0; i < 20; i++) Assert.True((await _replica.Limits.TryTakeAsync(both)).StoreUnavailable);
        await Eventually.Async(async () => await RemainingAsync(one, On(0)) == 9, Patience, "the permits are back");
        await _cluster.Nodes[1].RestartAsync();
        await _cluster.WholeAsync();
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public async Task Take_ReturnIsLost_ItsPermitsAreMissingUntilTheyRefillAndNoLonger(RateLimitAlgorithm algorithm)
    {
        var window = TimeSpan.FromSeconds(3);
        BucketRule wide = Rule("wide", 10, algorithm, window), narrow = Rule("narrow", 2, algorithm, window);
        var check = new CheckCall(null!, [new(wide, wide.Partition(On(0)), 3), new(narrow, narrow.Partition(On(1)), 1)], new int[2], 0);
        // Taken, and nothing comes back: as when the connection breaks with the return in it.
        var part = CheckPart.Split(check).First(p => p.Takes[0].Rule == wide);
        var (names, clock) = (new BucketNames(_replica.Store.Options), new ServerClock(TimeProvider.System));
        var began = TimeProvider.System.GetTimestamp();
        Assert.True((await part.TakeAsync(_replica.Store, names, clock, Patience))!.Value.IsAdmitted);
        await using var other = await Replica.StartAsync(_replica.Store.Options);
        var admitted = 0;
        while ((await other.TakeAsync(wide, On(0))).IsAdmitted) admitted++;
        // Those of seven, and what has refilled since.
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.InRange(admitted, 1, 7 + (int)(algorithm is RateLimitAlgorithm.FixedWindow ? 10 * Math.Ceiling(seconds / 3) : 10 * seconds / 3));
        await Eventually.Async(async () => (await other.TakeAsync(wide, On(0), cost: 0)).Remaining == 10, Patience, "all of them are there again");
        Assert.True(TimeProvider.System.GetElapsedTime(began) < 4 * window, "a lost return is not remembered for longer than what was taken");
    }

    // Over the server, so that nothing that this replica knows is asked.
    private async Task<long> RemainingAsync(BucketRule rule, string partition)
    {
        await using var other = await Replica.StartAsync(new() { ConnectionString = _cluster.ConnectionString, DecisionBudget = TimeSpan.FromSeconds(5) });
        var remaining = -1L;
        await Eventually.Async(
            async () =>
            {
                var verdict = await other.TakeAsync(rule, partition, cost: 0);
                remaining = verdict.Remaining;
                return !verdict.IsDegraded;
            },
            Patience,
            "the node decides");
        return remaining;
    }

    // It is connected when the first node is.
    private async Task AllNodesDecideAsync(Replica replica)
    {
        var probe = replica.Rule(1, Day, StoreFailureMode.Deny, "probe");
        for (var node = 0; node < _cluster.Nodes.Count; node++)
        {
            var partition = On(node);
            await Eventually.Async(async () => !(await replica.TakeAsync(probe, partition, cost: 0)).StoreUnavailable, Patience, "every node decides");
        }
    }

    // A client whose buckets are on a node.
    private string On(int node)
    {
        var (names, rule) = (new BucketNames(_replica.Store.Options), _replica.Rule(1, Day));
        for (var i = 0; ; i++)
            if (_cluster.NodeOf(Policies.Redis.Cluster.HashSlot.Of((string)names.Of(rule.Partition($"client-{i}"))!)) == _cluster.Nodes[node]) return $"client-{i}";
    }

    private BucketRule Rule(string name, int permits, RateLimitAlgorithm algorithm, TimeSpan? window = null)
    {
        var options = new RateLimitRule { By = ["Address"], Algorithm = algorithm, Permits = permits, Window = window ?? Day };
        // "Deny": a decision without the store must not look like one with it.
        return new(name, permits, options.Window, permits, PartitionKeyList.Parse(options.By, out _), 64, 1, _replica.Limits.PartitionHashKey, LimitWindow.Of(options, options.Window)) { OnStoreFailure = StoreFailureMode.Deny };
    }

    private async Task<bool[]> ExistsAsync(BucketScript script)
    {
        var digest = Convert.ToHexStringLower(script.Digest);
        var known = new List<bool>();
        foreach (var node in _cluster.Nodes) known.Add((await node.CommandAsync("SCRIPT", "EXISTS", digest)).EndsWith(":1", StringComparison.Ordinal));
        return [.. known];
    }
}
