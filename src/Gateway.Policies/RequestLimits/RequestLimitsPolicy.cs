using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.RequestLimits;

/// <summary>What a request may look like: its head before authentication, the structure of a JSON body after authorization.</summary>
internal sealed class RequestLimitsPolicy : Policy<RequestLimitsOptions>
{
    public override string Name => "RequestLimits";

    public static RequestStage CompileHead(PolicyOptions options, RouteCompilation compilation) =>
        new HeadStage((RequestLimitsOptions)options, compilation.Route?.Match.Methods);

    /// <summary>Null when nothing is to be looked into: such bodies are streamed.</summary>
    public static RequestStage? CompileBody(PolicyOptions options, RouteCompilation compilation) =>
        options is RequestLimitsOptions { Json.Enabled: true } limits
            ? new BodyStage(
                limits,
                compilation.Services.GetRequiredService<BodyBuffering>(),
                compilation.Services.GetRequiredService<BodyDecoding>())
            : null;

    protected override void Validate(RequestLimitsOptions options, OptionsValidation validation) =>
        RequestLimitsOptionsValidator.Validate(options, validation);
}
