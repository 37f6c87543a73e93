using Gateway.Policies.Configuration;
using Gateway.Policies.RequestLimits;

namespace Gateway.UnitTests.RequestLimits;

public sealed class RequestLimitsOptionsValidatorTests
{
    private static readonly RequestLimitsPolicy Policy = new();

    [Fact]
    public void Defaults_HaveNoFinding() => Assert.Empty(OptionsFindings.Findings(Policy, new RequestLimitsOptions()));

    [Fact]
    public void Options_ThatContradictEachOther_AreErrors()
    {
        Assert.Equal("p:Methods", Assert.Single(OptionsFindings.Errors(Policy, new RequestLimitsOptions { Methods = ["TRACE"] })).Path);
        var larger = new RequestLimitsOptions { MaxBodyBytes = 10, Json = { MaxBytes = 11 } };
        Assert.Equal("p:Json:MaxBytes", Assert.Single(OptionsFindings.Errors(Policy, larger)).Path);
    }

    [Fact]
    public void MaxBodyBytes_BeyondTheGatewaysOwn_IsAWarning()
    {
        var most = new GatewayOptions().Limits.MaxBodyBytes;
        Assert.Equal("p:MaxBodyBytes", Assert.Single(OptionsFindings.Findings(Policy, new RequestLimitsOptions { MaxBodyBytes = most + 1 })).Path);
        Assert.Empty(OptionsFindings.Findings(Policy, new RequestLimitsOptions { MaxBodyBytes = most }));
    }

    [Fact]
    public void Options_ThatLeaveBodiesUninspected_AreWarnings()
    {
        Assert.Single(OptionsFindings.Findings(Policy, new RequestLimitsOptions { ContentTypes = ["text/plain"] }));
        Assert.Single(OptionsFindings.Findings(Policy, new RequestLimitsOptions { Json = { AllowDuplicateMembers = true } }));
    }
}
