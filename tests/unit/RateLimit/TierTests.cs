using System.Security.Claims;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

public sealed class TierTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    private static RateLimitOptions Tiered(string? claim = "plan")
    {
        var rule = Rule(2, "01:00:00", by: "Consumer");
        rule.Tiers = new() { ["gold"] = new() { Permits = 5, Burst = 9 }, ["silver"] = new() { Permits = 4 }, ["slow"] = new() { Window = TimeSpan.FromHours(2) } };
        rule.TierClaim = claim;
        return Options(("r", rule));
    }

    [Theory]
    [InlineData(null, null, 2)]
    [InlineData("gold", null, 9)]
    [InlineData("silver", null, 4)]
    [InlineData("slow", null, 2)]
    [InlineData(null, "gold", 9)]
    [InlineData("silver", "gold", 4)]
    [InlineData("Gold", null, 2)]
    [InlineData("platinum", "gold", 2)]
    public void Tier_OfKeyOrClaim_ItsOwnBurst(string? key, string? claim, int expected)
    {
        var stage = _harness.ByIdentity(Tiered())!;
        Claim[] claims = claim is null ? [] : [new("plan", claim)];
        Assert.Equal(expected, Admitted(stage, Times(20, () => From(consumer: "a", tier: key, claims: claims))));
    }

    [Fact]
    public void Tier_FromAHeaderOrAnotherClaim_IsNone()
    {
        var stage = _harness.ByIdentity(Tiered(claim: null))!;
        Assert.Equal(2, Admitted(stage, Times(20, () => From(consumer: "a", headers: [("tier", "gold"), ("X-Tier", "gold"), ("plan", "gold")], claims: [new("tier", "gold"), new("plan", "gold")]))));
        Assert.Empty(_harness.Events);
    }

    [Fact]
    public void Tier_Unknown_OwnValuesAndOneEventAMinute()
    {
        var stage = _harness.ByIdentity(Tiered())!;
        Assert.Equal(2, Admitted(stage, Times(20, () => From(consumer: "a", tier: "platinum"))));
        var told = Assert.Single(_harness.Events);
        Assert.Equal(("rate-limit.tier.unknown", "unknown-tier", "a"), (told.Event, told.Reason, told.Consumer));
        Assert.Contains("no tier \"platinum\"", told.Note, StringComparison.Ordinal);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        Decide(stage, From(consumer: "a", claims: [new("plan", "gold"), new("plan", "silver")]));
        Assert.Equal("several-tiers", _harness.Events[1].Reason);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        Decide(stage, From(consumer: "a", claims: [new("plan", "a\nb")]));
        Assert.Contains("(not printable)", _harness.Events[2].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Tier_TheSameClaimTwice_Counts() =>
        Assert.Equal(9, Admitted(_harness.ByIdentity(Tiered())!, Times(20, () => From(consumer: "a", claims: [new("plan", "gold"), new("plan", "gold")]))));

    [Fact]
    public void Headers_StateTheTiersPolicy()
    {
        var options = Tiered();
        options.Rules["everywhere"] = Rule(50);
        var (first, second) = (_harness.ByAddress(options)!, _harness.ByIdentity(options)!);
        Assert.Equal(("\"everywhere\";q=50;w=1, \"r\";q=5;w=3600", "\"everywhere\";r=49;t=1, \"r\";r=8;t=5760"), Fields("gold"));
        Assert.Equal(("\"everywhere\";q=50;w=1, \"r\";q=4;w=3600", "\"everywhere\";r=48;t=1, \"r\";r=3;t=2700"), Fields("silver"));
        Assert.Equal(("\"everywhere\";q=50;w=1, \"r\";q=2;w=3600", "\"everywhere\";r=47;t=1, \"r\";r=1;t=1800"), Fields(null));
        Assert.Equal(("\"everywhere\";q=50;w=1, \"r\";q=5;w=3600", "\"everywhere\";r=46;t=1, \"r\";r=7;t=5040"), Fields("gold"));

        (string?, string?) Fields(string? tier)
        {
            var exchange = From(consumer: "a", tier: tier);
            Decide(first, exchange);
            Decide(second, exchange);
            return (exchange.ResponseHeaders.Last(h => h.Key == "RateLimit-Policy").Value, exchange.ResponseHeaders.Last(h => h.Key == "RateLimit").Value);
        }
    }

    [Fact]
    public void AllowPath_WithTiersAndExemptions_AllocatesNothing()
    {
        var rule = Rule(1_000_000, by: "Consumer");
        rule.Tiers = new() { ["gold"] = new() { Permits = 2_000_000 } };
        rule.TierClaim = "plan";
        rule.Costs = new() { ["POST"] = 2, ["GET"] = 1 };
        rule.Exempt = new() { Consumers = ["x"], Methods = ["OPTIONS"] };
        var options = Options(("r", rule));
        options.Headers = false;
        var stage = _harness.ByIdentity(options)!;
        var exchange = From(consumer: "alice", claims: [new("sub", "alice"), new("plan", "gold")]);
        Allocations.AssertNone(() =>
        {
            if (!stage.DecideAsync(exchange).Completed().IsContinue) Assert.Fail("refused");
        });
    }
}
