using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

public sealed class RateLimitOptionsValidatorTests
{
    private static IReadOnlyList<ConfigError> Validate(RateLimitOptions options)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "RateLimit", []);
        new RateLimitPolicy().Validate(options, new OptionsValidation(new GatewayOptions(), node, errors));
        return errors.Sorted();
    }

    private static string Single(RateLimitRule rule)
    {
        var error = Assert.Single(Validate(Options(("r", rule))));
        return $"{error.Severity} {error.Path}: {error.Found}";
    }

    [Fact]
    public void Valid_NoFinding() =>
        Assert.Empty(Validate(Options(("a", Rule(100, burst: 200)), ("b", Rule(1, "366.00:00:00", by: ["Claim:tenant", "Header:X-Key", "Cookie:s", "RouteTemplate", "Route"])), ("c", Rule(1, by: "Global")))));

    [Theory]
    [InlineData("address")]
    [InlineData("Claim:")]
    [InlineData("Header:")]
    [InlineData("Header:a b")]
    [InlineData("Cookie:")]
    [InlineData("Cookie:a=b")]
    [InlineData("Cookie:a;b")]
    [InlineData("Template")]
    [InlineData("")]
    public void By_UnknownForm_NamesTheAllowedOnes(string by)
    {
        var error = Assert.Single(Validate(Options(("r", Rule(1, by: by)))));
        Assert.Equal(("RateLimit:r:By[0]", $"\"{by}\"", PartitionKey.AllowedForms), (error.Path, error.Found, error.Allowed));
    }

    [Fact]
    public void By_RuleViolations_AreReported()
    {
        Assert.Equal("Error RateLimit:r:By[1]: \"Header:x-key\" a second time", Single(Rule(1, by: ["Header:X-Key", "Header:x-key"])));
        Assert.Equal("Error RateLimit:r:By[1]: \"Global\" beside other entries", Single(Rule(1, by: ["Address", "Global"])));
        Assert.Equal("Error RateLimit:r:By: an empty list", Single(new RateLimitRule { Permits = 1, Window = TimeSpan.FromSeconds(1) }));
        Assert.StartsWith("Warning RateLimit:r:By[0]", Single(Rule(1, by: "Header:X-Forwarded-For")), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_RuleViolations_AreReported()
    {
        Assert.Equal("Error RateLimit:r:Cost: 11", Single(Rule(10, cost: 11)));
        Assert.Equal("Error RateLimit:r:Permits: 10000001 in 00:00:01", Single(Rule(10_000_001)));
        Assert.Equal("Error RateLimit:r:Burst: 11 at 1 in 366.00:00:00", Single(Rule(1, "366.00:00:00", burst: 11)));
    }

    [Fact]
    public void Rules_TooManyOrNone_AreReported()
    {
        var seventeen = Options([.. Enumerable.Range(0, 17).Select(i => ($"r{i}", Rule(1)))]);
        Assert.Equal("17 rules", Assert.Single(Validate(seventeen)).Found);
        Assert.Equal(ConfigSeverity.Warning, Assert.Single(Validate(new RateLimitOptions())).Severity);
    }

    [Fact]
    public void Figures_OutOfRange_NeverThrow() =>
        Assert.Empty(Validate(Options(("r", new RateLimitRule { By = ["Address"], Permits = 0, Window = TimeSpan.FromSeconds(1), Burst = -1, Cost = 0 }))));

    [Fact]
    public void Costs_AboveTheBurstOfTheRuleOrATier_AreErrors()
    {
        var rule = Rule(10, by: "Consumer");
        rule.Costs = new() { ["GET"] = 10, ["POST"] = 11 };
        Assert.Equal("Error RateLimit:r:Costs:POST: 11", Single(rule));
        rule.Costs = new() { ["POST"] = 10 };
        rule.Tiers = new() { ["small"] = new() { Permits = 9 }, ["large"] = new() { Permits = 90 } };
        Assert.Equal("Error RateLimit:r:Tiers:small:Burst: 9", Single(rule));
    }

    [Fact]
    public void Tiers_Figures_AreCheckedLikeTheRules()
    {
        var rule = Rule(10, by: "Consumer");
        rule.Tiers = new() { ["t"] = new() { Permits = 10_000_001 } };
        Assert.Equal("Error RateLimit:r:Tiers:t:Permits: 10000001 in 00:00:01", Single(rule));
        rule.Tiers = new() { ["t"] = new() { Permits = 1, Window = TimeSpan.FromDays(366), Burst = 11 } };
        Assert.Equal("Error RateLimit:r:Tiers:t:Burst: 11 at 1 in 366.00:00:00", Single(rule));
    }

    [Fact]
    public void WhatNeedsACaller_OnRulesThatRunBefore_IsAnError()
    {
        var rule = Rule(10);
        rule.Tiers = new() { ["t"] = new() };
        Assert.Equal("Error RateLimit:r:Tiers: tiers of callers", Single(rule));
        rule = Rule(10);
        rule.Exempt = new() { Consumers = ["a"], Methods = ["GET"] };
        Assert.Equal("Error RateLimit:r:Exempt:Consumers: consumers", Single(rule));
        rule.By = ["Claim:tenant"];
        Assert.Empty(Validate(Options(("r", rule))));
        rule.TierClaim = "plan";
        Assert.Equal("Warning RateLimit:r:TierClaim: a claim, but no Tiers", Single(rule));
    }

    [Fact]
    public void CostHeader_MembersWithoutItOrADebtThatNeverRefills_AreReported()
    {
        var rule = Rule(10);
        (rule.MaxCost, rule.MaxDebt, rule.KeepCostHeader) = (1, 1, true);
        Assert.Equal(
            ["Warning RateLimit:r:MaxCost: a maximum without CostHeader", "Warning RateLimit:r:MaxDebt: a debt without CostHeader", "Warning RateLimit:r:KeepCostHeader: true without CostHeader"],
            Validate(Options(("r", rule))).Select(e => $"{e.Severity} {e.Path}: {e.Found}"));
        rule = Rule(1, "366.00:00:00");
        (rule.CostHeader, rule.MaxDebt) = ("X-Cost", 10);
        Assert.Equal("Error RateLimit:r:MaxDebt: 10 at 1 in 366.00:00:00", Single(rule));
        rule.MaxDebt = 9;
        Assert.Empty(Validate(Options(("r", rule))));
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.TokenBucket, "00:00:00", null, "UTC", null, "Error RateLimit:r:Window: nothing")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:00", null, "UTC", null, "Error RateLimit:r:Window: nothing")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:01", RateLimitPeriod.Day, "UTC", null, "Error RateLimit:r:Window: a window beside Period")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "00:00:00", RateLimitPeriod.Day, "UTC", null, "Error RateLimit:r:Period: a period for SlidingWindow")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "00:00:01", null, "UTC", 5, "Error RateLimit:r:Burst: a burst for SlidingWindow")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:01", null, "UTC", 5, "Error RateLimit:r:Burst: a burst for FixedWindow")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:00", RateLimitPeriod.Hour, "Europe/Berlin", null, "Error RateLimit:r:TimeZone: \"Europe/Berlin\"")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:00", RateLimitPeriod.Month, "Europe/Berlyn", null, "Error RateLimit:r:TimeZone: \"Europe/Berlyn\"")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:00", RateLimitPeriod.Month, "Europe/Berlin", null, null)]
    [InlineData(RateLimitAlgorithm.FixedWindow, "00:00:00", RateLimitPeriod.Minute, "UTC", null, null)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "00:00:01", null, "UTC", null, null)]
    public void Windows_MembersThatDoNotFit_AreErrors(RateLimitAlgorithm algorithm, string window, RateLimitPeriod? period, string zone, int? burst, string? expected)
    {
        var rule = Rule(10, window, burst);
        (rule.Algorithm, rule.Period, rule.TimeZone) = (algorithm, period, zone);
        Assert.Equal(expected is null ? [] : [expected], Validate(Options(("r", rule))).Select(e => $"{e.Severity} {e.Path}: {e.Found}"));
    }
}
