using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.WebSockets;

/// <summary>
/// Stands before the forwarder and puts a <see cref="WebSocketStream"/> between it and the client, over HTTP/1.1 (RFC 6455) and HTTP/2 (RFC 8441).
/// The gate lets no other upgrade through.
/// </summary>
internal sealed class WebSocketMiddleware(RequestDelegate next, OpenWebSockets sockets, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Upgrade.Count == 0 && !HttpMethods.IsConnect(request.Method)) return next(context);
        return TrackAsync(context);
    }

    private async Task TrackAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        using var forwarding = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using var upgrade = new TrackedUpgrade(context.Features, stream =>
        {
            var socket = new OpenWebSocket(stream, time, forwarding);
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
            if (upgrade.Socket is { } socket)
            {
                await socket.CompleteAsync(HttpProtocol.IsHttp2(context.Request.Protocol) ? context.Response.CompleteAsync : null);
                sockets.Remove(socket);
            }
        }
    }
}
