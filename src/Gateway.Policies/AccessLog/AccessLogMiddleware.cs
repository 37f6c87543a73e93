using System.Security.Authentication;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Gateway.Policies.AccessLog;

/// <summary>Times every request and records it after its answer. Part of the pipeline only when the access log is on.</summary>
internal sealed class AccessLogMiddleware(RequestDelegate next, IAccessLog log, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var arrived = time.GetUtcNow();
        try
        {
            await next(context);
        }
        finally
        {
            // Every refusal and every planned request has an exchange; what Kestrel refuses itself never gets here.
            if (context.Features.Get<Exchange>() is { } exchange && log.IsEnabled(Status(exchange), exchange.TraceId))
                log.Write(Record(exchange, arrived, time.GetElapsedTime(started)));
        }
    }

    // A gRPC call that was refused went out as 200: nobody would find it by that, and sampling would drop it.
    private static int Status(Exchange exchange) => exchange.RefusalStatus ?? exchange.Context.Response.StatusCode;

    private static AccessLogRecord Record(Exchange exchange, DateTimeOffset arrived, TimeSpan duration)
    {
        var context = exchange.Context;
        var destination = context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination;
        return new AccessLogRecord
        {
            Timestamp = arrived,
            Duration = duration,
            Method = context.Request.Method,
            Route = exchange.Plan.Route?.RouteId,
            PathTemplate = exchange.Plan.Route is null ? null : exchange.Plan.PathTemplate,
            Status = Status(exchange),
            BytesIn = context.Request.ContentLength,
            BytesOut = context.Response.ContentLength,
            ClientAddress = exchange.ClientAddress,
            Consumer = exchange.Identity?.Consumer,
            TraceId = exchange.TraceId,
            RequestId = exchange.Identifiers.RequestId,
            Protocol = context.Request.Protocol,
            Tls = Version(context.Features.Get<ITlsHandshakeFeature>()?.Protocol),
            Cluster = destination is null ? null : exchange.Plan.Cluster,
            Destination = destination?.DestinationId,
            UserAgent = context.Request.Headers.UserAgent,
        };
    }

    private static string? Version(SslProtocols? protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => null,
    };
}
