using System.Collections.Frozen;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Hosting.Tls;

/// <summary>
/// Chooses the certificate of a handshake by the client's server name (SNI). Everything is built when certificates are loaded and
/// swapped by one reference, so that a handshake only looks up.
/// </summary>
internal sealed class ServerCertificates
{
    private volatile Selection? _selection;

    /// <summary>The certificates of the next handshake.</summary>
    public IReadOnlyList<ServerCertificate> Served => _selection?.Served ?? [];

    /// <summary>Serves these certificates from the next handshake on.</summary>
    public void Use(IReadOnlyList<ServerCertificate> certificates, TlsVersion minimum)
    {
        var byName = new Dictionary<string, SslServerAuthenticationOptions>(StringComparer.OrdinalIgnoreCase);
        SslServerAuthenticationOptions? first = null;
        foreach (var certificate in certificates)
        {
            var options = CreateOptions(certificate, minimum);
            first ??= options;
            foreach (var name in certificate.DnsNames) byName.TryAdd(name, options);
        }

        _selection = new Selection(byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), first!, certificates);
    }

    public ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext context) =>
        new(_selection!.Find(context.ClientHelloInfo.ServerName));

    private static SslServerAuthenticationOptions CreateOptions(ServerCertificate certificate, TlsVersion minimum) => new()
    {
        ServerCertificateContext = certificate.Context,
        EnabledSslProtocols = minimum is TlsVersion.Tls12 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls13,
        CipherSuitesPolicy = minimum is TlsVersion.Tls12 ? TlsSuites.Modern : null,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        AllowRenegotiation = false,
        ClientCertificateRequired = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    private sealed record Selection(
        FrozenDictionary<string, SslServerAuthenticationOptions> ByName, SslServerAuthenticationOptions First, IReadOnlyList<ServerCertificate> Served)
    {
        public SslServerAuthenticationOptions Find(string serverName)
        {
            if (ByName.TryGetValue(serverName, out var exact)) return exact;
            // RFC 6125 section 6.4.3: a wildcard stands for exactly the leftmost label.
            var dot = serverName.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && ByName.TryGetValue("*" + serverName[dot..], out var wildcard) ? wildcard : First;
        }
    }
}
