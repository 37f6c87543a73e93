using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Hosting.Drain;

/// <summary>
/// While the process is about to stop, asks the clients that send requests to leave: <c>Connection: close</c> over HTTP/1.1, GOAWAY over
/// HTTP/2. A connection that was left before the server stops cannot lose a request that crosses its closing.
/// </summary>
internal sealed class DepartureMiddleware(RequestDelegate next, Departure departure)
{
    private static readonly Func<object, Task> SayClose = static state =>
    {
        var response = (HttpResponse)state;
        // An upgraded connection says "Upgrade" there, and is closed in its own way.
        if (response.StatusCode != StatusCodes.Status101SwitchingProtocols) response.Headers.Connection = "close";
        return Task.CompletedTask;
    };

    public Task InvokeAsync(HttpContext context)
    {
        if (departure.HasBegun) Ask(context);
        return next(context);
    }

    private static void Ask(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        else
            context.Response.OnStarting(SayClose, context.Response);
    }
}
