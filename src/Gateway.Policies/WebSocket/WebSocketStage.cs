using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.WebSocket;

/// <summary>Refuses upgrades from foreign pages and hands the limits on to the WebSocket that is going to be opened.</summary>
internal sealed class WebSocketStage(UpgradeOrigins origins, WebSocketRules rules) : RequestStage
{
    private static readonly Rejection Origin = new()
    {
        Status = StatusCodes.Status403Forbidden,
        Title = "Cross-origin request refused",
        Reason = "websocket-origin-not-allowed",
    };

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var request = exchange.Context.Request;
        if (!IsUpgrade(request)) return Decision.Continue;
        exchange.WebSocket = rules;
        return origins.Allows(request) ? Decision.Continue : Decision.Reject(Origin);
    }

    /// <summary>Over HTTP/1.1 (RFC 6455) or HTTP/2 (RFC 8441). The gate lets no other upgrade through.</summary>
    public static bool IsUpgrade(HttpRequest request) => request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);
}
