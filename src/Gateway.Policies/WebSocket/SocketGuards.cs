using Gateway.Policies.Authentication;
using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.WebSocket;

/// <summary>Makes the guard of each WebSocket and records what they do.</summary>
internal sealed class SocketGuards(CredentialStanding standing, IEventSink events, WebSocketMetrics metrics, TimeProvider time)
{
    public SocketGuard Create(Exchange exchange, bool hasExtensions) => new(exchange, hasExtensions, standing, this, time);

    public void Opened() => metrics.Opened();

    public void Ended() => metrics.Ended();

    public void Record(Exchange exchange, CloseReason reason, bool closes)
    {
        var outcome = closes ? "closed" : "reported";
        metrics.Closed(reason.Reason, outcome);
        events.Write(new SecurityEvent
        {
            Event = $"websocket.{outcome}",
            Outcome = outcome,
            Policy = "WebSocket",
            Reason = reason.Reason,
            Consumer = exchange.Identity?.Consumer,
            Action = "close",
            Route = exchange.Plan.RouteId,
            Resource = exchange.Plan.PathTemplate,
            Status = reason.Status,
            ClientAddress = exchange.ClientAddress.ToString(),
            TraceId = exchange.TraceId,
        });
    }
}
