using System.Net;
using Gateway.Hosting.Connections;
using Gateway.Hosting.Http2Floods;
using Gateway.Hosting.ProxyProtocol;
using Gateway.Hosting.Tls;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Hosting.Listeners;

/// <summary>Opens the listeners of the configuration on Kestrel.</summary>
internal static class KestrelListeners
{
    public static void Configure(KestrelServerOptions kestrel, GatewayOptions gateway, ServerCertificates certificates)
    {
        KestrelLimits.Apply(kestrel, gateway.Limits);
        Listen(kestrel, gateway.Https.Address, gateway.Https.Port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            Tag(endpoint, Listener.Public);
            if (gateway.Https.ProxyProtocol) UseProxyProtocol(endpoint, gateway);
            endpoint.UseConnectionGuard(tls: true);
            endpoint.Use(next => new StrayConnections(next).OnConnectionAsync);
            endpoint.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = hello =>
                {
                    hello.Connection.Features.Set(ClientHelloSeen.Instance);
                    return certificates.SelectAsync(hello);
                },
                HandshakeTimeout = gateway.Limits.HandshakeTimeout,
            });
            endpoint.UseHandshakeEnd();
            UseFloodGuard(endpoint, gateway.Limits.Http2);
        });
        if (gateway.Http is { } http)
        {
            Listen(kestrel, http.Address, http.Port, endpoint =>
            {
                Plain(endpoint, Listener.Redirect);
                if (http.ProxyProtocol) UseProxyProtocol(endpoint, gateway);
                endpoint.UseConnectionGuard(tls: false);
            });
        }

        if (gateway.Health is { } health) Listen(kestrel, health.Address, health.Port, endpoint => Plain(endpoint, Listener.Health));
        if (gateway.Admin is not { } admin) return;
        Listen(kestrel, admin.Address, admin.Port, endpoint =>
        {
            Plain(endpoint, Listener.Admin);
            // On loopback nothing travels; anywhere else a key must not travel in the clear.
            if (!IPAddress.IsLoopback(admin.Address))
                endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = certificates.SelectAsync, HandshakeTimeout = gateway.Limits.HandshakeTimeout });
        });
    }

    private static void Plain(ListenOptions endpoint, Listener listener)
    {
        endpoint.Protocols = HttpProtocols.Http1;
        Tag(endpoint, listener);
    }

    private static void Listen(KestrelServerOptions kestrel, IPAddress? address, int port, Action<ListenOptions> configure)
    {
        if (address is null) kestrel.ListenAnyIP(port, configure);
        else kestrel.Listen(address, port, configure);
    }

    private static void UseProxyProtocol(ListenOptions endpoint, GatewayOptions gateway)
    {
        var services = endpoint.ApplicationServices;
        endpoint.UseProxyProtocol(
            gateway.TrustedProxies,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger<ProxyProtocolMiddleware>());
    }

    // Behind TLS, where the frames can be seen.
    private static void UseFloodGuard(ListenOptions endpoint, Http2LimitsOptions limits)
    {
        var services = endpoint.ApplicationServices;
        var metrics = services.GetRequiredService<Http2FloodMetrics>();
        var events = services.GetRequiredService<IEventSink>();
        var time = services.GetRequiredService<TimeProvider>();
        endpoint.Use(next => new Http2FloodGuard(next, limits, metrics, events, time).OnConnectionAsync);
    }

    private static void Tag(ListenOptions endpoint, Listener listener) => endpoint.Use(next => connection =>
    {
        connection.Features.Set(listener);
        return next(connection);
    });
}
