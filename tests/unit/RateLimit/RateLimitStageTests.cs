using System.Security.Claims;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

public sealed class RateLimitStageTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    private RequestStage Address(params (string, RateLimitRule)[] rules) => _harness.ByAddress(Options(rules))!;

    [Fact]
    public void Compile_RulesSplitByWhatTheyNeed()
    {
        var options = Options(("a", Rule(1)), ("b", Rule(1, by: ["Header:X-Key", "Route"])), ("c", Rule(1, by: "Global")));
        Assert.NotNull(_harness.ByAddress(options));
        Assert.Null(_harness.ByIdentity(options));
        options = Options(("a", Rule(1, by: ["Address", "Consumer"])), ("b", Rule(1, by: "Claim:tenant")));
        Assert.Null(_harness.ByAddress(options));
        Assert.NotNull(_harness.ByIdentity(options));
    }

    [Fact]
    public void Address_Ipv6_CountsBySlash64()
    {
        var stage = Address(("per-address", Rule(5, "01:00:00")));
        Assert.Equal(5, Admitted(stage, Enumerable.Range(1, 20).Select(i => From($"2001:db8:0:1::{i}"))));
        Assert.Equal(5, Admitted(stage, Enumerable.Range(1, 20).Select(i => From($"2001:db8:0:2::{i}"))));
    }

    [Fact]
    public void Address_Ipv4_CountsEachAndMappedTheSame()
    {
        var stage = Address(("per-address", Rule(1, "01:00:00")));
        Assert.Equal(20, Admitted(stage, Enumerable.Range(1, 20).Select(i => From($"192.0.2.{i}"))));
        Assert.False(Decide(stage, From("::ffff:192.0.2.1")).IsContinue);
    }

    [Fact]
    public void Ipv6PrefixLength_Changed_CountsByIt()
    {
        var options = Options(("per-address", Rule(1, "01:00:00")));
        options.Ipv6PrefixLength = 128;
        var stage = _harness.ByAddress(options)!;
        Assert.Equal(20, Admitted(stage, Enumerable.Range(1, 20).Select(i => From($"2001:db8:0:1::{i}"))));
    }

    [Fact]
    public void Header_Absent_IsOneSharedBucket()
    {
        var stage = Address(("per-key", Rule(3, "01:00:00", by: "Header:X-Key")));
        Assert.Equal(3, Admitted(stage, Enumerable.Range(1, 20).Select(i => From($"192.0.2.{i}"))));
        Assert.False(Decide(stage, From(headers: [("x-key", "")])).IsContinue);
        Assert.Equal(3, Admitted(stage, Times(20, () => From(headers: [("x-key", "one")]))));
        Assert.Equal(3, Admitted(stage, Times(20, () => From(headers: [("X-KEY", "two")]))));
        Assert.Equal(3, Admitted(stage, Times(20, () => From(headers: [("X-Key", "one"), ("X-Key", "two")]))));
    }

    [Fact]
    public void ConsumerAndClaim_AbsentOrPresent_AreHeldToTheLimit()
    {
        var consumer = _harness.ByIdentity(Options(("per-consumer", Rule(2, "01:00:00", by: "Consumer"))))!;
        Assert.Equal(2, Admitted(consumer, Times(9, () => From())));
        Assert.Equal(2, Admitted(consumer, Times(9, () => From(consumer: "alice"))));
        Assert.Equal(2, Admitted(consumer, Times(9, () => From(consumer: "bob"))));

        var claim = _harness.ByIdentity(Options(("per-tenant", Rule(2, "01:00:00", by: "Claim:tenant"))))!;
        Assert.Equal(2, Admitted(claim, Enumerable.Range(1, 9).Select(i => From(consumer: $"c{i}", claims: [new Claim("Tenant", $"{i}")]))));
        Assert.Equal(2, Admitted(claim, Enumerable.Range(1, 9).Select(i => From(consumer: $"c{i}", claims: [new Claim("tenant", "acme")]))));
    }

    [Fact]
    public void Rule_SameNameAndValues_SharesBucketsOverRoutesAndReloads()
    {
        var first = _harness.ByAddress(Options(("shared", Rule(4, "01:00:00"))), "one")!;
        var second = _harness.ByAddress(Options(("shared", Rule(4, "01:00:00", cost: 2))), "two")!;
        Assert.Equal(2, Admitted(first, Times(2, () => From())));
        Assert.Equal(1, Admitted(second, Times(5, () => From())));

        var own = _harness.ByAddress(Options(("own", Rule(4, "01:00:00", by: ["Address", "Route"]))), "one")!;
        var others = _harness.ByAddress(Options(("own", Rule(4, "01:00:00", by: ["Address", "Route"]))), "two")!;
        Assert.Equal(4, Admitted(own, Times(9, () => From())));
        Assert.Equal(4, Admitted(others, Times(9, () => From())));
    }

    [Fact]
    public void Refusal_HasRetryAfterToTheSecondAndNamesTheRule()
    {
        var stage = Address(("per-address", Rule(1, "00:01:30")), ("wide", Rule(100)));
        Assert.True(Decide(stage, From()).IsContinue);
        _harness.Time.Advance(TimeSpan.FromSeconds(30.5));
        var rejection = Decide(stage, From()).Rejection!;
        Assert.Equal((429, "limit-exceeded", "rule per-address"), (rejection.Status, rejection.Reason, rejection.Note));
        Assert.Equal("60", Assert.Single(rejection.Headers, h => h.Key == "Retry-After").Value);
        _harness.Time.Advance(TimeSpan.FromSeconds(59.4));
        Assert.False(Decide(stage, From()).IsContinue);
        _harness.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(Decide(stage, From()).IsContinue);
    }

    [Fact]
    public async Task Decide_StoreThatWaits_IsAwaited()
    {
        var rule = Planned("later", Rule(1));
        var answer = new TaskCompletionSource<RateLimitVerdict>();
        var metrics = (RateLimitMetrics)_harness.Services.GetService(typeof(RateLimitMetrics))!;
        var stage = new RateLimitStage([rule], null, new WaitingStore(answer.Task), metrics, _harness.Time);
        var decision = stage.DecideAsync(From());
        Assert.False(decision.IsCompleted);
        answer.SetResult(new RateLimitVerdict { RuleIndex = 0, RetryAfter = TimeSpan.FromSeconds(7) });
        Assert.Equal("7", (await decision).Rejection!.Headers[0].Value);
    }

    [Fact]
    public void Decide_AllowPathWithoutHeaders_AllocatesNothing()
    {
        var options = Options(("a", Rule(1_000_000)), ("b", Rule(1_000_000, by: ["Header:X-Key", "Route"])), ("c", Rule(1_000_000, by: "Global")), ("d", Rule(1_000_000, by: ["Claim:tenant", "Consumer"])));
        options.Headers = false;
        RequestStage[] stages = [_harness.ByAddress(options)!, _harness.ByIdentity(options)!];
        var exchange = From("2001:db8::1", "alice", [("X-Key", "value")], [new Claim("sub", "alice"), new Claim("tenant", "acme")]);
        Allocations.AssertNone(() =>
        {
            foreach (var stage in stages)
                if (!stage.DecideAsync(exchange).Completed().IsContinue) Assert.Fail("refused");
        });
    }

    private sealed class WaitingStore(Task<RateLimitVerdict> answer) : IRateLimitStore
    {
        public UInt128 PartitionHashKey => 1;

        public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes) => new(answer);
    }
}
