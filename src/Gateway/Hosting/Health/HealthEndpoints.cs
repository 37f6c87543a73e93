using System.Net.Mime;
using Gateway.Telemetry.Prometheus;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Hosting.Health;

/// <summary>What the health listener answers: /healthz (the process runs), /readyz (it wants traffic) and /metrics.</summary>
internal sealed class HealthEndpoints(Readiness readiness, PrometheusText metrics)
{
    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Probes and scrapes would be a good part of the traffic that they report.
        context.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        switch (context.Request.Path.Value)
        {
            case "/healthz":
                return context.Response.WriteAsync("ok\n");
            case "/metrics":
                return metrics.HandleAsync(context);
            case "/readyz":
                context.Response.StatusCode = readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = MediaTypeNames.Application.Json;
                return context.Response.WriteAsync(readiness.Describe().ToJsonString() + "\n");
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }
}
