using Gateway.Policies.ConcurrencyLimit;
using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using static Gateway.UnitTests.ConcurrencyLimit.SlotHarness;

namespace Gateway.UnitTests.ConcurrencyLimit;

public sealed class ConcurrencyLimitOptionsValidatorTests
{
    [Fact]
    public void By_Mistakes_AreErrors()
    {
        Assert.Equal(["Error By: an empty list"], Validate(new ConcurrencyLimitRule { Permits = 1 }));
        Assert.Equal(["Error By[0]: \"Nobody\""], Validate(Rule(1, "Nobody")));
        Assert.Equal(["Error By[1]: \"Address\" a second time"], Validate(Rule(1, "Address", "Address")));
        Assert.Equal(["Error By[0]: \"Global\" beside other entries"], Validate(Rule(1, "Global", "Route")));
        Assert.Equal(["Warning By[0]: \"Header:X-Forwarded-For\", which every client can make up"], Validate(Rule(1, "Header:X-Forwarded-For")));
        Assert.Empty(Validate(Rule(1, "Address", "Route")));
    }

    [Fact]
    public void Store_OptionsWithoutEffectOrThatAdmitMore_AreWarnings()
    {
        var rule = Rule(2, "Consumer");
        rule.OnStoreFailure = StoreFailureMode.Deny;
        Assert.Equal(["Warning OnStoreFailure: Deny without Gateway:Redis"], Validate(rule));
        Assert.Empty(Validate(rule, new RedisOptions { Replicas = 3 }));
        rule.OnStoreFailure = StoreFailureMode.Local;
        Assert.Equal(["Warning Permits: 2 for 3 replicas, each of which admits one while Redis is away"], Validate(rule, new RedisOptions { Replicas = 3 }));
        (rule.Shared, rule.OnStoreFailure) = (false, StoreFailureMode.Allow);
        Assert.Equal(["Warning OnStoreFailure: Allow of a rule that each replica counts by itself"], Validate(rule, new RedisOptions()));
        (rule.Shared, rule.OnStoreFailure) = (true, StoreFailureMode.Local);
        Assert.Equal(["Warning Shared: true without Gateway:Redis"], Validate(rule));
    }

    [Theory]
    [InlineData("Address", null, false)]
    [InlineData("Address", true, true)]
    [InlineData("Consumer", null, true)]
    [InlineData("Claim:tenant", null, true)]
    [InlineData("Consumer", false, false)]
    public void Shared_OnlyAfterAuthenticationUnlessItSaysSo(string by, bool? shared, bool expected)
    {
        var rule = Rule(1, by);
        rule.Shared = shared;
        Assert.Equal(expected, rule.IsShared);
    }

    private static string[] Validate(ConcurrencyLimitRule rule, RedisOptions? redis = null)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "ConcurrencyLimit", []);
        new ConcurrencyLimitPolicy().Validate(Options(("r", rule)), new OptionsValidation(new GatewayOptions { Redis = redis }, node, errors));
        return [.. errors.Sorted().Select(e => $"{e.Severity} {e.Path["ConcurrencyLimit:r:".Length..]}: {e.Found}")];
    }
}
