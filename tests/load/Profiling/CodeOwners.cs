namespace Gateway.LoadTests.Profiling;

/// <summary>Which step managed code belongs to, by the beginning of its full name. Code that is not named here works for its caller.</summary>
internal static class CodeOwners
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.";

    // The longest beginning wins.
    private static readonly (string Beginning, Step Step)[] Owners =
    [
        .. new (string, Step)[]
        {
            ("System.Net.Sockets.", Step.Sockets),
            ("System.Net.Security.", Step.SslStream),
            ("Microsoft.AspNetCore.Server.Kestrel.", Step.KestrelRest),
            ("Microsoft.AspNetCore.Connections.", Step.KestrelRest),
            (Kestrel + "Http.HttpParser", Step.KestrelRequestHead),
            (Kestrel + "Http.Http1Connection.TryParse", Step.KestrelRequestHead),
            (Kestrel + "Http.Http1Connection.Parse", Step.KestrelRequestHead),
            (Kestrel + "Http.Http1Connection.On", Step.KestrelRequestHead),
            (Kestrel + "Http.HttpProtocol.OnHeader", Step.KestrelRequestHead),
            (Kestrel + "Infrastructure.HttpUtilities", Step.KestrelRequestHead),
            (Kestrel + "Http.HttpProtocol.Write", Step.KestrelResponse),
            (Kestrel + "Http.HttpProtocol.FirstWrite", Step.KestrelResponse),
            (Kestrel + "Http.HttpProtocol.Produce", Step.KestrelResponse),
            (Kestrel + "Http.HttpProtocol.CreateResponseHeaders", Step.KestrelResponse),
            (Kestrel + "Http.HttpProtocol.VerifyResponse", Step.KestrelResponse),
            (Kestrel + "Http.Http1OutputProducer", Step.KestrelResponse),
            (Kestrel + "Http.HttpResponsePipeWriter", Step.KestrelResponse),
            (Kestrel + "Http.HttpResponseStream", Step.KestrelResponse),
            (Kestrel + "Infrastructure.PipeWriterHelpers.", Step.KestrelResponse),
            (Kestrel + "Http2.HPackHeaderWriter", Step.KestrelResponse),
            (Kestrel + "Http2.Http2FrameWriter", Step.KestrelResponse),
            (Kestrel + "Http2.Http2OutputProducer", Step.KestrelResponse),
            ("System.Net.Http.HPack.HPackDecoder", Step.KestrelRequestHead),
            ("Microsoft.AspNetCore.Hosting.", Step.Metrics),
            ("System.Diagnostics.", Step.Metrics),
            ("OpenTelemetry.", Step.Metrics),
            ("Gateway.Telemetry.", Step.Metrics),
            ("Microsoft.AspNetCore.Routing.", Step.Routing),
            ("Microsoft.AspNetCore.Authorization.", Step.Routing),
            ("Microsoft.AspNetCore.Cors.", Step.Routing),
            ("Gateway.", Step.GatewayOther),
            ("Gateway.Policies.CanonicalRequest.", Step.GatewayCanonicalRequest),
            ("Gateway.Policies.ForwardedHeaders.", Step.GatewayCanonicalRequest),
            ("Gateway.Policies.Pipeline.", Step.GatewayPipeline),
            ("Gateway.Policies.Authentication.", Step.GatewayAuthentication),
            ("Gateway.Policies.Lockout.", Step.GatewayAuthentication),
            ("Gateway.Policies.Authorization.", Step.GatewayAuthorization),
            ("Gateway.Policies.RateLimit.", Step.GatewayLimits),
            ("Gateway.Policies.RequestLimits.", Step.GatewayLimits),
            ("Gateway.Policies.ConcurrencyLimit.", Step.GatewayLimits),
            ("Gateway.Policies.LoadShedding.", Step.GatewayLimits),
            ("Gateway.Policies.IpAccess.", Step.GatewayLimits),
            ("Gateway.Policies.Redis.", Step.GatewayLimits),
            ("StackExchange.Redis.", Step.GatewayLimits),
            ("Gateway.Policies.Cors.", Step.GatewayHeaders),
            ("Gateway.Policies.SecurityHeaders.", Step.GatewayHeaders),
            ("Gateway.Policies.Forwarding.", Step.GatewayForwarding),
            ("Gateway.Policies.Retry.", Step.GatewayForwarding),
            ("Gateway.Policies.OutlierEjection.", Step.GatewayForwarding),
            ("Yarp.", Step.Yarp),
            ("System.Net.Http.", Step.HttpClient),
        }.OrderByDescending(static o => o.Item1.Length),
    ];

    // Collections and contexts that everyone uses: their caller's work; the server's own when nobody else is in sight.
    private static readonly string[] Shared =
    [
        Kestrel + "Http.HttpHeaders", Kestrel + "Http.HttpRequestHeaders", Kestrel + "Http.HttpResponseHeaders",
        Kestrel + "Http.HttpProtocol.Microsoft.AspNetCore.Http.Features.", "Microsoft.AspNetCore.Connections.TransportConnection.Microsoft.AspNetCore.Http.Features.",
        Kestrel + "Infrastructure.StringUtilities",
        "Microsoft.AspNetCore.Http.", "System.IO.Pipelines.", "Gateway.Policies.Hashing.",
    ];

    /// <param name="name">Namespace, type and method.</param>
    public static Step? Of(string name)
    {
        if (IsShared(name)) return null;
        foreach (var (beginning, step) in Owners)
            if (name.StartsWith(beginning, StringComparison.Ordinal)) return step;
        return null;
    }

    public static bool IsShared(string name) => Array.Exists(Shared, s => name.StartsWith(s, StringComparison.Ordinal));
}
