using Gateway.IntegrationTests.Support;
using Gateway.Policies;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Pipeline;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class ModeRulesTests
{
    // It is 2030-01-01.
    [Theory]
    [InlineData("Authentication", """{ "Mode": "Enforce" }""")]
    [InlineData("Authentication", """{ "Mode": "Off" }""", "GW4002 Mode")]
    [InlineData("Authorization", """{ "Mode": "Off" }""", "GW4002 Mode")]
    [InlineData("IpAccess", """{ "Mode": "Off" }""")]
    [InlineData("RateLimit", """{ "Mode": "Off" }""")]
    [InlineData("RateLimit", """{ "Mode": "Report" }""")]
    [InlineData("Authentication", """{ "Mode": "Report" }""", "GW4002 Reason", "GW4002 Until")]
    [InlineData("Authorization", """{ "Mode": "Report", "Reason": " ", "Until": "2030-02-01" }""", "GW4002 Reason")]
    [InlineData("IpAccess", """{ "Mode": "Report", "Reason": "roll-out" }""", "GW4002 Until")]
    [InlineData("IpAccess", """{ "Mode": "Report", "Reason": "roll-out", "Until": "2030-01-01" }""")]
    [InlineData("IpAccess", """{ "Mode": "Report", "Reason": "roll-out", "Until": "2029-12-31" }""", "warning GW4002 Until")]
    [InlineData("IpAccess", """{ "Mode": "Report", "Reason": "roll-out", "Until": "9999-12-31" }""", "GW4002 Until")]
    [InlineData("IpAccess", """{ "Mode": "Enforce", "Until": "9999-12-31" }""")]
    public void Check_Mode_Findings(string policy, string options, params string[] expected)
    {
        var errors = new ConfigErrors();
        var node = Tree.Read(options);
        var subject = PolicyCatalog.Policies.Single(p => p.Name == policy);
        var bound = (PolicyOptions)new ConfigBinder(ConfigurationLoader.BinderOptions).Bind(subject.OptionsType, node, new ConfigErrors(), partial: true)!;

        ModeRules.Check(subject, bound, new OptionsValidation(new GatewayOptions(), node, errors), new FakeClock());

        var found = errors.Sorted().Select(e => (e.Severity is ConfigSeverity.Warning ? "warning " : "") + $"{e.Code} {e.Path.TrimStart(':')}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
