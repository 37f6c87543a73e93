using Gateway.Hosting;
using Gateway.Hosting.Descriptors;
using Gateway.Hosting.Drain;
using Gateway.Hosting.Listeners;
using Gateway.Hosting.Reload;
using Gateway.Hosting.Tls;
using Gateway.Policies;
using Gateway.Policies.AccessLog;
using Gateway.Policies.Configuration;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Gateway.Policies.WebSocket;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway;

/// <summary>
/// The whole gateway: a request comes in over a listener (1), is made canonical or refused (2), routed (3), passes the stages of
/// its route's plan (4) and is forwarded (5). The order of the stages is <see cref="PolicyCatalog"/>.
/// </summary>
internal static class GatewayApplication
{
    // The key by which WebApplicationBuilder knows; a test pins that it still does.
    private const string AuthorizationIsThere = "__AuthorizationMiddlewareSet";

    /// <summary>Builds the gateway for a loaded configuration. Nothing listens before it is started.</summary>
    /// <param name="configuration">A configuration without errors.</param>
    /// <param name="source">Where it came from, for reloads.</param>
    /// <param name="time">The clock of everything.</param>
    /// <param name="customize">Adds or replaces services.</param>
    public static WebApplication Build(
        LoadedConfiguration configuration, ConfigurationSource source, TimeProvider time, Action<IServiceCollection>? customize = null)
    {
        // Before Kestrel reads it: a head that ends its lines with a bare LF is refused (RFC 9112 section 2.2; request smuggling lives there).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        // Before the first body is decompressed: one that is cut off is damaged, not complete.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

        // Before the first socket: what a backend has answered goes on where it was noticed, without a change of threads (decision 0029).
        SocketCompletions.RunInline();

        var gateway = configuration.File.Gateway;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gateway" });
        GatewayLogging.Configure(builder.Logging);
        builder.Services.AddGateway(configuration, source, time);
        customize?.Invoke(builder.Services);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(KestrelLimits.Apply);
        // Of several, Kestrel takes the one that was added last.
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory, ReservingListeners>();
        var certificates = new ServerCertificates();
        certificates.Use(source.Certificates.For(gateway.Https), gateway.Https.MinimumTlsVersion);
        builder.Services.AddSingleton(certificates);
        builder.WebHost.ConfigureKestrel(kestrel => KestrelListeners.Configure(kestrel, gateway, certificates));

        var app = builder.Build();
        // Observed by scrapes only, so nobody else asks for it.
        app.Services.GetRequiredService<CertificateMetrics>();
        var snapshots = app.Services.GetRequiredService<CurrentSnapshot>();

        app.UseMiddleware<DepartureMiddleware>();

        // 1. The other listeners end here: nothing behind this line is reachable through them, and nothing of theirs through the public one.
        app.UseMiddleware<ListenerMiddleware>();

        app.UseServerSpans();
        if (gateway.AccessLog.Enabled) app.UseMiddleware<AccessLogMiddleware>();

        // 2. One canonical request, or none.
        app.UseMiddleware<EdgeMiddleware>();

        // 3. Routing sees only canonical requests.
        app.UseRouting();

        // 4. The plan of the route. Stands here so that it also sees what matched no route.
        app.UseMiddleware<PolicyMiddleware>();

        // Who may do what is the plans' matter. Without this the builder would put ASP.NET Core's authorization in between, which costs every request and decides nothing.
        ((IApplicationBuilder)app).Properties[AuthorizationIsThere] = true;

        // 5. Trials of ejected destinations, affinity, load balancing, forwarding, again if need be; a WebSocket is copied frame by frame.
        app.UseMiddleware<WebSocketMiddleware>();
        app.MapReverseProxy(static proxy => proxy.UseForwardingParts()).ConfigureEndpoints((endpoint, route) => RouteEndpoints.Configure(endpoint, route, snapshots.Value.Plans.GetValueOrDefault(route)));
        // YARP would make the endpoints with the first request: one that a reload comes before would find routes of one snapshot and plans of the next, and be refused.
        foreach (var endpoints in ((IEndpointRouteBuilder)app).DataSources) _ = endpoints.Endpoints;
        return app;
    }
}
