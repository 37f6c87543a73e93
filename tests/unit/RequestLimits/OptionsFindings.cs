using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.UnitTests.RequestLimits;

/// <summary>Validates options as the loader does, at the path "p".</summary>
internal static class OptionsFindings
{
    public static IReadOnlyList<ConfigError> Findings(Policy policy, PolicyOptions options)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("f", 1, 1), "p", []);
        policy.Validate(options, new OptionsValidation(new GatewayOptions(), node, errors));
        return errors.Sorted();
    }

    public static IReadOnlyList<ConfigError> Errors(Policy policy, PolicyOptions options) =>
        [.. Findings(policy, options).Where(e => e.Severity is ConfigSeverity.Error)];
}
