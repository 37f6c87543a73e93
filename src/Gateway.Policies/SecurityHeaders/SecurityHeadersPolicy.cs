using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.SecurityHeaders;

/// <summary>Response headers that harden browsers, on every answer; headers that describe the backend are removed.</summary>
internal sealed class SecurityHeadersPolicy : Policy<SecurityHeadersOptions>
{
    public override string Name => "SecurityHeaders";

    public static ResponseStage Compile(PolicyOptions options, RouteCompilation compilation) =>
        new SecurityHeadersStage((SecurityHeadersOptions)options);

    protected override void Validate(SecurityHeadersOptions options, OptionsValidation validation) =>
        SecurityHeadersOptionsValidator.Validate(options, validation);
}
