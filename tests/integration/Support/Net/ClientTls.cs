using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.IntegrationTests.Support;

/// <summary>How a raw client does TLS.</summary>
public sealed record ClientTls
{
    /// <summary>The server name that is sent (SNI); empty sends none.</summary>
    public string TargetHost { get; init; } = "localhost";

    /// <summary>None leaves the choice to the platform.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.None;

    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>What is offered by ALPN; null offers what the connection type speaks, empty offers nothing.</summary>
    public IReadOnlyList<SslApplicationProtocol>? Alpn { get; init; }

    /// <summary>The check of the server's certificate; null accepts any.</summary>
    public RemoteCertificateValidationCallback? Verify { get; init; }

    internal SslClientAuthenticationOptions ToOptions(SslApplicationProtocol spoken) => new()
    {
        TargetHost = TargetHost,
        EnabledSslProtocols = Protocols,
        ApplicationProtocols = [.. Alpn ?? [spoken]],
        RemoteCertificateValidationCallback = Verify ?? ((_, _, _, _) => true),
        ClientCertificates = ClientCertificate is null ? null : [ClientCertificate],
        // The platform's own choice drops certificates whose issuer the server did not name; tests must be able to send them.
        LocalCertificateSelectionCallback = ClientCertificate is null ? null : (_, _, _, _, _) => ClientCertificate,
    };
}
