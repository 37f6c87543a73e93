using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Cors;

/// <summary>Cross-origin resource sharing: preflights answered at the edge, the route's CORS headers on every answer.</summary>
internal sealed class CorsPolicy : Policy<CorsOptions>
{
    public override string Name => "Cors";

    public static RequestStage Compile(PolicyOptions options, RouteCompilation compilation) =>
        new CorsStage(new CorsRules((CorsOptions)options, compilation));

    public static ResponseStage CompileResponse(PolicyOptions options, RouteCompilation compilation) =>
        new CorsResponseStage(new CorsRules((CorsOptions)options, compilation));

    protected override void Validate(CorsOptions options, OptionsValidation validation) => CorsOptionsValidator.Validate(options, validation);
}
