using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Policies.Pipeline;

/// <summary>The first middleware: nothing behind it, routing included, sees a request that is not canonical.</summary>
internal sealed partial class EdgeMiddleware(
    RequestDelegate next, CurrentSnapshot snapshots, RejectionWriter rejections, RequestMetrics requests, ILogger<EdgeMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var snapshot = snapshots.Value;
        try
        {
            return snapshot.Gate.Inspect(context) is { } rejection
                ? RefuseAsync(context, snapshot, PipelineRejections.CanonicalRequest, rejection)
                : next(context);
        }
        catch (Exception error)
        {
            // The gate and routing are synchronous: what they throw (two routes that both match, say) arrives here and is refused
            // with an event. The stages behind them have their own boundary.
            LogFailure(logger, error);
            return RefuseAsync(context, snapshot, PipelineRejections.Routing, PipelineRejections.RoutingFailed);
        }
    }

    private async Task RefuseAsync(HttpContext context, GatewaySnapshot snapshot, string policy, Rejection rejection)
    {
        var active = requests.Begin(context);
        try
        {
            var exchange = new Exchange(context, snapshot.Unmatched);
            context.Features.Set(exchange);
            context.Response.OnStarting(ResponsePhase.Callback, exchange);
            await rejections.WriteAsync(exchange, policy, rejection);
        }
        finally
        {
            active.Add(-1);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A request could not be made canonical or routed.")]
    private static partial void LogFailure(ILogger logger, Exception error);
}
