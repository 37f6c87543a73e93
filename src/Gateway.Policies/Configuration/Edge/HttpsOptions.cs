using System.Net;

namespace Gateway.Policies.Configuration;

/// <summary>The oldest TLS version that is offered.</summary>
public enum TlsVersion
{
    Tls13,
    Tls12,
}

/// <summary>The public listener. Everything that is routed arrives here.</summary>
public sealed class HttpsOptions
{
    /// <summary>The address to listen on. Default: all addresses, v6 and v4.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>The port to listen on; 0 takes any free one. Default: 8443.</summary>
    [AllowedRange(0, 65535)]
    public int Port { get; set; } = 8443;

    /// <summary>The port that clients use when something in front maps it. Default: the port listened on.</summary>
    [AllowedRange(1, 65535)]
    public int? PublicPort { get; set; }

    /// <summary>Tls13 (default) offers TLS 1.3 only. Tls12 also offers TLS 1.2 with ECDHE and AEAD suites and is warned about.</summary>
    public TlsVersion MinimumTlsVersion { get; set; }

    /// <summary>Certificates; the client's server name (SNI) chooses by the names in them, the first one serves all other names.</summary>
    [RequiredMember]
    [AllowedCount(1, 1000)]
    public List<CertificateOptions> Certificates { get; set; } = [];

    /// <summary>Connections begin with a PROXY protocol header (v1 or v2). Accepted only from TrustedProxies, required of them. Default: false.</summary>
    public bool ProxyProtocol { get; set; }
}

/// <summary>A certificate with its key: PEM files, or one PFX file.</summary>
public sealed class CertificateOptions
{
    /// <summary>The PEM file with the certificate and its chain, or a PFX file (".pfx", ".p12"). Relative to the configuration file.</summary>
    [RequiredMember]
    [FilePath]
    public string Path { get; set; } = "";

    /// <summary>The PEM file with the private key. Required for PEM, refused for PFX.</summary>
    [FilePath]
    public string? KeyPath { get; set; }

    /// <summary>The password of the key or the PFX file.</summary>
    [Secret]
    public string? Password { get; set; }
}

/// <summary>The plain listener. It only redirects to https and serves no route.</summary>
public sealed class HttpOptions
{
    /// <summary>The address to listen on. Default: all addresses, v6 and v4.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>The port to listen on; 0 takes any free one. Default: 8080.</summary>
    [AllowedRange(0, 65535)]
    public int Port { get; set; } = 8080;

    /// <summary>Connections begin with a PROXY protocol header (v1 or v2). Accepted only from TrustedProxies, required of them. Default: false.</summary>
    public bool ProxyProtocol { get; set; }
}
