using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Hosting;
using Gateway.Hosting.Listeners;
using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.LoadTests.Servers;

/// <summary>
/// YARP that only forwards: the version, Kestrel's limits, the garbage collector, the log levels and the HTTP client of the gateway, and nothing else
/// of it. What the gateway costs is measured against this.
/// </summary>
internal static class BareYarp
{
    /// <summary>Answers on the control port: bytes allocated since the start.</summary>
    public const string AllocatedPath = "/allocated";

    public sealed record Settings(int Http, int Https, int Control, string CertificatePath, string KeyPath, string Backend);

    public static async Task RunAsync(Settings settings, CancellationToken end)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "bare-yarp" });
        GatewayLogging.Configure(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "backend", Match = new RouteMatch { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "backend", Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["a"] = new() { Address = settings.Backend } } }]);
        builder.Services.UseEphemeralDataProtection();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, settings));

        await using var app = builder.Build();
        app.MapWhen(
            context => context.Connection.LocalPort == settings.Control,
            static control => control.Run(static context => context.Response.WriteAsync(
                GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture), context.RequestAborted)));
        app.UseRouting();
        app.MapReverseProxy();
        await app.StartAsync(end);
        await app.WaitForShutdownAsync(end);
    }

    private static void Configure(KestrelServerOptions kestrel, Settings settings)
    {
        // The selector of encodings is the gateway's way to see what "Connection" nominates: its work, not YARP's.
        var encodings = kestrel.RequestHeaderEncodingSelector;
        KestrelLimits.Apply(kestrel, new LimitsOptions());
        kestrel.RequestHeaderEncodingSelector = encodings;

        kestrel.Listen(IPAddress.Loopback, settings.Http, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Listen(IPAddress.Loopback, settings.Control, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        using var loaded = X509Certificate2.CreateFromPemFile(settings.CertificatePath, settings.KeyPath);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(new X509Certificate2(loaded), additionalCertificates: null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
        };
        kestrel.Listen(IPAddress.Loopback, settings.Https, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(options) });
        });
    }
}
