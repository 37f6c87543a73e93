using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Usage;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.UnitTests.RateLimit.Usage;

/// <summary>What the store in the process tells of partitions near their limits.</summary>
public sealed class LocalTopTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Collect_PartitionsNearAndOverTheirLimits_FullestFirst()
    {
        var rule = Rule("r", 10, null);
        Take(rule, "far", 4);
        Take(rule, "near", 9);
        Take(rule, "over", 13);
        var top = Top();
        Assert.Equal([rule.Partition("over"), rule.Partition("near")], top.Select(t => t.Partition));
        Assert.Equal((1.0, 0L, 3L), (top[0].Used, top[0].Remaining!.Value, top[0].Refused));
        Assert.Equal((0.9, 1L, 0L), (Math.Round(top[1].Used, 6), top[1].Remaining!.Value, top[1].Refused));
        Assert.All(top, t => Assert.Equal(("RateLimit", "r", 10, false), (t.Policy, t.Rule, t.Limit, t.IsShared)));
        Assert.InRange(top[0].PerSecond!.Value, 1, 200);
        Assert.Single(Top(1));
    }

    [Fact]
    public void Collect_ABucketThatHasRefilled_IsNotShown()
    {
        var rule = Rule("r", 10, null);
        Take(rule, "a", 12);
        _harness.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0.5, Assert.Single(Top()).Used, 6);
        _harness.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Empty(Top());
    }

    [Fact]
    public void Collect_Windows_TellWhatTheyHold()
    {
        var hour = TimeSpan.FromHours(1);
        Take(Rule("fixed", 10, new FixedWindow(hour)), "a", 12);
        Take(Rule("sliding", 10, new SlidingWindow(hour)), "a", 8);
        var top = Top();
        Assert.Equal(["fixed", "sliding"], top.Select(t => t.Rule));
        Assert.Equal((1.0, 0L, 2L), (top[0].Used, top[0].Remaining!.Value, top[0].Refused));
        Assert.Equal((0.8, 2L, 0L), (top[1].Used, top[1].Remaining!.Value, top[1].Refused));
        _harness.Time.Advance(hour + hour);
        Assert.Empty(Top());
    }

    [Fact]
    public void Collect_ARequestThatAnotherRuleRefused_CountsInNeither()
    {
        var (wide, narrow) = (Rule("wide", 10, null), Rule("narrow", 1, null));
        for (var i = 0; i < 20; i++)
            _harness.Store.Take([new(wide, wide.Partition("a"), 6), new(narrow, narrow.Partition("a"), 1)]);
        var top = Top();
        Assert.Equal(["narrow", "wide"], top.Select(t => t.Rule));
        Assert.Equal((0.6, 4L), (Math.Round(top[1].Used, 6), top[1].Remaining!.Value));
    }

    [Fact]
    public void Collect_FloodOfPartitions_KeepsWhoIsAskedForMost()
    {
        var rule = Rule("r", 2, null);
        Take(rule, "hot", 500);
        for (var i = 0; i < 1_000; i++) Take(rule, $"other {i}", 2);
        var top = Top(1000);
        Assert.Equal(rule.Partition("hot"), top[0].Partition);
        // As many places as there are, whatever comes.
        Assert.InRange(top.Count, 100, 320);
    }

    private BucketRule Rule(string name, int permits, LimitWindow? window) =>
        new(name, permits, TimeSpan.FromHours(1), permits, [], 64, 1, _harness.Store.PartitionHashKey, window);

    private void Take(BucketRule rule, string client, int times)
    {
        for (var i = 0; i < times; i++) _harness.Store.Take([new(rule, rule.Partition(client), 1)]);
    }

    private IReadOnlyList<LimitUse> Top(int most = 10)
    {
        var top = new TopList(most);
        _harness.Store.Collect(top);
        return top.ToList();
    }
}
