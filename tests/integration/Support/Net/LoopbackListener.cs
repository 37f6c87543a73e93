using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.Support;

/// <summary>One ephemeral loopback port of a Kestrel server: its protocols, and TLS when it has a certificate.</summary>
internal sealed record LoopbackListener(HttpProtocols Protocols, X509Certificate2? Certificate)
{
    public static LoopbackListener Http1 { get; } = new(HttpProtocols.Http1, null);

    /// <summary>HTTP/2 with prior knowledge.</summary>
    public static LoopbackListener H2c { get; } = new(HttpProtocols.Http2, null);

    public static LoopbackListener Https(X509Certificate2 certificate) => new(HttpProtocols.Http1AndHttp2, certificate);
}
