using Gateway.Policies.Configuration;
using Gateway.Policies.LoadShedding;

namespace Gateway.UnitTests.LoadShedding;

public sealed class LoadSheddingOptionsValidatorTests
{
    [Fact]
    public void TierClaim_WithoutPriorities_IsAWarning()
    {
        Assert.Equal(["Warning TierClaim: a claim without PriorityByTier"], Findings(v => new LoadSheddingPolicy().Validate(new LoadSheddingOptions { TierClaim = "plan" }, v)));
        Assert.Empty(Findings(v => new LoadSheddingPolicy().Validate(new LoadSheddingOptions(), v)));
    }

    [Fact]
    public void Limits_OutOfOrder_AreErrors()
    {
        Assert.Equal(["Error A:MinLimit: 50"], Findings(v => Check(new AdaptiveConcurrencyOptions { MinLimit = 50, MaxLimit = 40 }, v)));
        Assert.Equal(["Error A:InitialLimit: 20"], Findings(v => Check(new AdaptiveConcurrencyOptions { MaxLimit = 10 }, v)));
        Assert.Equal(["Error A:InitialLimit: 20"], Findings(v => Check(new AdaptiveConcurrencyOptions { MinLimit = 21 }, v)));
        Assert.Empty(Findings(v => Check(new AdaptiveConcurrencyOptions(), v)));
    }

    private static void Check(AdaptiveConcurrencyOptions options, OptionsValidation validation) => LoadSheddingOptionsValidator.Validate("A", options, validation);

    private static string[] Findings(Action<OptionsValidation> check)
    {
        var errors = new ConfigErrors();
        check(new OptionsValidation(new GatewayOptions(), new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "X", []), errors));
        return [.. errors.Sorted().Select(e => $"{e.Severity} {e.Path["X:".Length..]}: {e.Found}")];
    }
}
