using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Policies.Forwarding;

/// <summary>Certificates of <see cref="BackendTlsOptions"/> as loaded, with a fingerprint of the files: a renewed file means a new client.</summary>
internal sealed class BackendTls
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly SslStreamCertificateContext? _clientCertificate;

    private BackendTls(string fingerprint, X509Certificate2Collection? authorities, SslStreamCertificateContext? clientCertificate)
    {
        Fingerprint = fingerprint;
        _authorities = authorities;
        _clientCertificate = clientCertificate;
    }

    public string Fingerprint { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file is no certificate or key, or they do not belong together.</exception>
    public static BackendTls Load(BackendTlsOptions options)
    {
        var fingerprint = string.Join(':', Digest(options.CaPath), Digest(options.CertificatePath), Digest(options.KeyPath));
        return new BackendTls(fingerprint, LoadAuthorities(options.CaPath), LoadClientCertificate(options));
    }

    public void Apply(SslClientAuthenticationOptions options)
    {
        if (_authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(_authorities);
            policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // serverAuth: setting a policy of our own drops the default
            options.CertificateChainPolicy = policy;
        }

        if (_clientCertificate is not null) options.ClientCertificateContext = _clientCertificate;
    }

    private static X509Certificate2Collection? LoadAuthorities(string? path)
    {
        if (path is null) return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("The file contains no certificate.");
    }

    private static SslStreamCertificateContext? LoadClientCertificate(BackendTlsOptions options)
    {
        if (options.CertificatePath is null) return null;
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificatePath);
        var certificate = X509Certificate2.CreateFromPemFile(options.CertificatePath, options.KeyPath);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static string Digest(string? path) => path is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
