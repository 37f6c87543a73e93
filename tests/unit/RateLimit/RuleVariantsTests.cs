using System.Net;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

/// <summary>Costs by method, exemptions, and rules that count what they refuse.</summary>
public sealed class RuleVariantsTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("GET", 10)]
    [InlineData("POST", 2)]
    [InlineData("PUT", 5)]
    [InlineData("post", 5)]
    public void Costs_ByMethod(string method, int expected)
    {
        var rule = Rule(10, "01:00:00", cost: 2);
        rule.Costs = new() { ["POST"] = 5, ["GET"] = 1 };
        Assert.Equal(expected, Admitted(_harness.ByAddress(Options(("r", rule)))!, Times(20, () => From(method: method))));
    }

    [Fact]
    public void Exempt_AnyMatch_IsNotCountedAndNotTold()
    {
        var rule = Rule(1, "01:00:00", by: "Consumer");
        rule.Exempt = new() { Consumers = ["monitor"], Addresses = [IPNetwork.Parse("10.0.0.0/8")], Methods = ["OPTIONS"] };
        var options = Options(("r", rule), ("other", Rule(100, "01:00:00", by: ["Claim:x", "Consumer"])));
        var stage = _harness.ByIdentity(options)!;
        Assert.Equal(1, Admitted(stage, Times(9, () => From(consumer: "a"))));
        Assert.Equal(9, Admitted(stage, Times(9, () => From(consumer: "monitor"))));
        Assert.Equal(9, Admitted(stage, Times(9, () => From("10.1.2.3", consumer: "a"))));
        Assert.Equal(9, Admitted(stage, Times(9, () => From(consumer: "a", method: "OPTIONS"))));
        Assert.Equal(0, Admitted(stage, Times(9, () => From(consumer: "a", headers: [("X-Consumer", "monitor")]))));
        var exchange = From(consumer: "monitor");
        Decide(stage, exchange);
        Assert.Equal("\"other\";q=100;w=3600", exchange.ResponseHeaders[0].Value);
        Assert.StartsWith("\"other\";r=90", exchange.ResponseHeaders[1].Value.ToString(), StringComparison.Ordinal);
        // The only rule of the place: nothing at all is asked or told.
        exchange = From(consumer: "monitor");
        Assert.True(Decide(_harness.ByIdentity(Options(("r", rule)))!, exchange).IsContinue);
        Assert.Empty(exchange.ResponseHeaders);
    }

    [Fact]
    public void CountRefused_AClientThatGoesOn_IsNotAdmittedBeforeItSlowsDown()
    {
        var arrest = Rule(10, "00:00:01");
        arrest.CountRefused = true;
        var stage = _harness.ByAddress(Options(("arrest", arrest)))!;
        Assert.Equal(10, Admitted(stage, Times(10, () => From())));
        // 20 a second against 10 a second: every refusal takes what refilled.
        for (var i = 0; i < 100; i++, _harness.Time.Advance(TimeSpan.FromMilliseconds(50))) Assert.False(Decide(stage, From()).IsContinue);
        var exchange = From();
        var refused = Decide(stage, exchange).Rejection!;
        Assert.Equal("1", refused.Headers[0].Value);
        Assert.Equal("\"arrest\";r=0;t=1", exchange.ResponseHeaders[1].Value);
        _harness.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(Decide(stage, From()).IsContinue);
    }

    [Fact]
    public void CountRefused_RefusedByAnotherRule_TakesToo_AndTheOthersDoNot()
    {
        var arrest = Rule(5, "01:00:00", by: "Header:X-Key");
        arrest.CountRefused = true;
        var stage = _harness.ByAddress(Options(("arrest", arrest), ("tight", Rule(1, "01:00:00")), ("wide", Rule(5, "01:00:00", by: "Header:X-Key"))))!;
        (string, string)[] key = [("X-Key", "k")];
        Assert.Equal(1, Admitted(stage, Times(4, () => From(headers: key))));
        Assert.Equal(1, Admitted(stage, Times(1, () => From("192.0.2.2", headers: key))));
        // The rule that counts refusals is empty, the one beside it holds three.
        var rejection = Decide(stage, From("192.0.2.3", headers: key)).Rejection!;
        Assert.Equal("rule arrest", rejection.Note);
        Assert.Equal(3, Admitted(_harness.ByAddress(Options(("wide", Rule(5, "01:00:00", by: "Header:X-Key"))))!, Times(9, () => From(headers: key))));
    }

    [Fact]
    public void Mixed_RulesThatCountRefusals_CountThoseOfTheOtherStore()
    {
        var shared = new CountingStore();
        var mixed = new MixedRateLimitStore(_harness.Store, shared);
        BucketRule Bucket(string name, bool isShared, bool counts) => new(name, 1, TimeSpan.FromHours(1), 1, _harness.Store) { IsShared = isShared, CountRefused = counts };
        RateLimitTake Take(BucketRule rule) => new(rule, rule.Partition("a"), 1);
        RateLimitTake[] takes = [Take(Bucket("s1", true, true)), Take(Bucket("l", false, true)), Take(Bucket("s2", true, false))];
        shared.Verdict = new() { RuleIndex = 1 };
        Assert.Equal((false, 2), (mixed.TryTakeAsync(takes).Completed() is var first ? (first.IsAdmitted, first.RuleIndex) : default));
        shared.Verdict = new() { IsAdmitted = true, RuleIndex = 0 };
        Assert.Equal((false, 1), (mixed.TryTakeAsync(takes).Completed() is var second ? (second.IsAdmitted, second.RuleIndex) : default));
        Assert.Equal(["s1 s2", "s1"], shared.Asked);
    }

    private sealed class CountingStore : IRateLimitStore
    {
        public RateLimitVerdict Verdict { get; set; }

        public List<string> Asked { get; } = [];

        public bool IsShared => true;

        public UInt128 PartitionHashKey => 1;

        public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes)
        {
            Asked.Add(string.Join(' ', takes.ToArray().Select(t => t.Rule.Name)));
            return new(Verdict);
        }
    }
}
