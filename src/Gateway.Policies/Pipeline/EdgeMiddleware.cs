using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>The first middleware: nothing behind it, routing included, sees a request that is not canonical.</summary>
internal sealed class EdgeMiddleware(RequestDelegate next, CurrentSnapshot snapshots, RejectionWriter rejections)
{
    public Task InvokeAsync(HttpContext context)
    {
        var snapshot = snapshots.Value;
        return snapshot.Gate.Inspect(context) is { } rejection
            ? RefuseAsync(new Exchange(context, snapshot.Unmatched), rejection)
            : next(context);
    }

    private Task RefuseAsync(Exchange exchange, Rejection rejection)
    {
        exchange.Context.Features.Set(exchange);
        exchange.Context.Response.OnStarting(ResponsePhase.Callback, exchange);
        return rejections.WriteAsync(exchange, PipelineRejections.CanonicalRequest, rejection).AsTask();
    }
}
