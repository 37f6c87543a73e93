using Gateway.Policies.Configuration;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// How the gateway verifies a cluster's backends and shows itself to them. The name in the server's certificate is checked against
/// the destination's "Host" when it has one, else against the host of its address; both are also what SNI says.
/// </summary>
public sealed record BackendTlsOptions
{
    /// <summary>PEM file of the certificate authorities to trust instead of the system's. Default: the system's.</summary>
    [FilePath]
    public string? CaPath { get; set; }

    /// <summary>PEM file of the client certificate, followed by its chain. Default: none.</summary>
    [FilePath]
    public string? CertificatePath { get; set; }

    /// <summary>PEM file of the client certificate's private key. Default: it is in the certificate's file.</summary>
    [FilePath]
    public string? KeyPath { get; set; }

    private const string Prefix = "Gateway:BackendTls:";

    /// <summary>The options as cluster metadata: that is how they reach the HTTP client together with the cluster they belong to.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ToMetadata()
    {
        if (CaPath is not null) yield return new(Prefix + nameof(CaPath), CaPath);
        if (CertificatePath is not null) yield return new(Prefix + nameof(CertificatePath), CertificatePath);
        if (KeyPath is not null) yield return new(Prefix + nameof(KeyPath), KeyPath);
    }

    internal static BackendTlsOptions FromMetadata(IReadOnlyDictionary<string, string>? metadata) => new()
    {
        CaPath = metadata?.GetValueOrDefault(Prefix + nameof(CaPath)),
        CertificatePath = metadata?.GetValueOrDefault(Prefix + nameof(CertificatePath)),
        KeyPath = metadata?.GetValueOrDefault(Prefix + nameof(KeyPath)),
    };
}
