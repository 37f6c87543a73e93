using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.Policies.Configuration;
using Gateway.Policies.ForwardedHeaders;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Telemetry.Tracing;

/// <summary>
/// The span of a request, named and tagged by OpenTelemetry's conventions for HTTP servers. Nothing in it comes from a path, a query, a body,
/// a credential or an address: those are for the access log and the security events, which have a policy of their own.
/// </summary>
/// <remarks>
/// Ours instead of ASP.NET Core's, which continues the trace of whoever sends a traceparent, before any middleware can look at who that
/// is; its propagator sees headers, not the connection. Its source is not listened to, so it makes no activity.
/// </remarks>
internal sealed class ServerSpans(CurrentSnapshot snapshots) : IDisposable
{
    public const string SourceName = "Gateway";

    private readonly ActivitySource _source = new(SourceName);
    private Trust? _trust;

    /// <summary>Starts the span of a request, or nothing when nobody listens.</summary>
    public Activity? Start(HttpContext context)
    {
        if (!_source.HasListeners()) return null;
        // A root unless a trusted proxy says otherwise; whatever flowed into this thread is not the request's.
        Activity.Current = null;
        var parent = IsTrusted(context.Connection.RemoteIpAddress) ? IncomingTrace.ParentOf(context.Request.Headers) : default;
        var method = KnownMethod.Of(context.Request.Method);
        TagList tags = new() { { "http.request.method", method }, { "url.scheme", context.Request.Scheme } };
        var span = _source.StartActivity(KnownMethod.SpanName(method), ActivityKind.Server, parent, tags);
        if (span is not null && parent != default) IncomingTrace.AddBaggage(span, context.Request.Headers);
        return span;
    }

    /// <summary>Says what became of the request.</summary>
    public static void Finish(Activity span, HttpContext context, Exception? error)
    {
        if (!span.IsAllDataRequested) return;
        if (context.Features.Get<Exchange>() is { } exchange) Describe(span, exchange);
        span.SetTag("network.protocol.version", Version(context.Request.Protocol));
        var status = error is null || context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError;
        span.SetTag("http.response.status_code", status);
        if (error is null && status < 500) return;
        span.SetTag("error.type", error?.GetType().FullName ?? status.ToString(CultureInfo.InvariantCulture));
        span.SetStatus(ActivityStatusCode.Error, error is null ? ReasonPhrases.GetReasonPhrase(status) : null);
    }

    public void Dispose() => _source.Dispose();

    private static void Describe(Activity span, Exchange exchange)
    {
        // Before the gate has accepted it, a Host is the client's text.
        if (exchange.IsCanonical) span.SetTag("server.address", exchange.Context.Request.Host.Host);
        if (exchange.Plan.Route is null) return;
        span.DisplayName = $"{span.DisplayName} {exchange.Plan.PathTemplate}";
        span.SetTag("http.route", exchange.Plan.PathTemplate);
        span.SetTag("gateway.route", exchange.Plan.RouteId);
    }

    private static string Version(string protocol) => protocol switch
    {
        "HTTP/1.1" => "1.1",
        "HTTP/2" => "2",
        "HTTP/3" => "3",
        _ => "1.0",
    };

    private bool IsTrusted(IPAddress? peer)
    {
        var snapshot = snapshots.Value;
        var trust = _trust;
        // Two requests may both compile it after a reload; either result is right.
        if (trust is null || !ReferenceEquals(trust.Snapshot, snapshot))
            _trust = trust = new(snapshot, new TrustedNetworks(snapshot.Configuration.File.Gateway.TrustedProxies));
        return peer is not null && !trust.Networks.IsEmpty && trust.Networks.Contains(peer);
    }

    private sealed record Trust(GatewaySnapshot Snapshot, TrustedNetworks Networks);
}
