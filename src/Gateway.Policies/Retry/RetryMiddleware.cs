using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Policies.Retry;

/// <summary>
/// The first part of YARP's pipeline: runs the rest of it again when an attempt has failed. Each attempt chooses a destination and is judged by
/// passive health on its own.
/// </summary>
internal sealed class RetryMiddleware(RequestDelegate next, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<Exchange>() is { RetryRules: { } rules } exchange ? RunAsync(context, exchange, rules) : next(context);

    private async Task RunAsync(HttpContext context, Exchange exchange, RetryRules rules)
    {
        rules.Begin();
        var tried = new List<DestinationState>();
        while (true)
        {
            await next(context);
            if (exchange.RetryDelay is null && !rules.TryAfterFailure(exchange)) return;
            var pause = exchange.RetryDelay.GetValueOrDefault();
            exchange.RetryDelay = null;
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, context.RequestAborted);
            Reset(context, exchange, tried);
            exchange.Attempt++;
        }
    }

    // As if nothing had been sent.
    private static void Reset(HttpContext context, Exchange exchange, List<DestinationState> tried)
    {
        var response = context.Response;
        response.Headers.Clear();
        response.StatusCode = StatusCodes.Status200OK;
        if (context.Features.Get<IHttpResponseFeature>() is { } feature) feature.ReasonPhrase = null;
        context.Features.Set<IForwarderErrorFeature>(null);
        // From its beginning. The stream of the attempt before may be read for a moment yet.
        if (exchange.Body is { } body) context.Request.Body = new BufferedBodyStream(body, rest: null);

        var proxy = context.GetReverseProxyFeature();
        if (proxy.ProxiedDestination is { } last) tried.Add(last);
        proxy.ProxiedDestination = null;
        proxy.AvailableDestinations = Others(proxy.Route.Cluster!.DestinationsState.AvailableDestinations, tried);
    }

    // Somebody else, if there is somebody.
    private static IReadOnlyList<DestinationState> Others(IReadOnlyList<DestinationState> available, List<DestinationState> tried)
    {
        var others = new List<DestinationState>(available.Count);
        foreach (var destination in available)
            if (!tried.Contains(destination)) others.Add(destination);
        return others.Count > 0 ? others : available;
    }
}
