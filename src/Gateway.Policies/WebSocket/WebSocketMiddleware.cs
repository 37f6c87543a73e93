using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.WebSocket;

/// <summary>
/// Stands before the forwarder and puts a <see cref="WebSocketStream"/> between it and the client, over HTTP/1.1 (RFC 6455) and HTTP/2 (RFC 8441).
/// The gate lets no other upgrade through.
/// </summary>
internal sealed class WebSocketMiddleware(RequestDelegate next, OpenWebSockets sockets, SocketGuards guards, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!WebSocketStage.IsUpgrade(context.Request)) return next(context);
        return TrackAsync(context);
    }

    private async Task TrackAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        using var forwarding = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        SocketGuard? guard = null;
        using var upgrade = new TrackedUpgrade(context.Features, stream =>
        {
            // The backend's answer is copied already.
            guard = guards.Create(context.Features.GetRequiredFeature<Exchange>(), context.Response.Headers.SecWebSocketExtensions.Count > 0);
            var socket = new OpenWebSocket(stream, time, forwarding, guard);
            guard.Start(socket);
            sockets.Add(socket);
            return socket;
        });
        context.RequestAborted = forwarding.Token;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = aborted;
            guard?.Dispose();
            if (upgrade.Socket is { } socket)
            {
                await socket.CompleteAsync(HttpProtocol.IsHttp2(context.Request.Protocol) ? context.Response.CompleteAsync : null);
                sockets.Remove(socket);
            }
        }
    }
}
