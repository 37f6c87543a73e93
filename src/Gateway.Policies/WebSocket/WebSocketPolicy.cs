using Gateway.Policies.Configuration;
using Gateway.Policies.Cors;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.WebSocket;

/// <summary>Who may open a WebSocket from a browser, and what a client may send on it.</summary>
internal sealed class WebSocketPolicy : Policy<WebSocketOptions>
{
    public override string Name => "WebSocket";

    public static RequestStage Compile(PolicyOptions options, RouteCompilation compilation) =>
        new WebSocketStage(Origins((WebSocketOptions)options, compilation), new WebSocketRules((WebSocketOptions)options));

    protected override void Validate(WebSocketOptions options, OptionsValidation validation) => WebSocketOptionsValidator.Validate(options, validation);

    private static UpgradeOrigins Origins(WebSocketOptions options, RouteCompilation compilation)
    {
        var origins = options.Origins;
        // The "*" of CORS grants no credentials, while a WebSocket carries the cookies of whoever sits at the browser: it is not taken over.
        if (origins is null && compilation.Effective.GetValueOrDefault("Cors") is CorsOptions { Mode: not PolicyMode.Off } cors)
            origins = [.. cors.Origins.Where(static o => o != "*")];
        return new UpgradeOrigins(origins ?? [], options.RequireOrigin);
    }
}
