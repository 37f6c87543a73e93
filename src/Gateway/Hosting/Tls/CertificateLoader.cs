using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Hosting.Tls;

/// <summary>Reads certificates with their keys and chains from files.</summary>
internal static class CertificateLoader
{
    /// <returns>The certificate ready to be served.</returns>
    /// <exception cref="CryptographicException">The content is not a certificate, or the key does not fit or is locked.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ServerCertificate Load(CertificateOptions options)
    {
        var certificates = new X509Certificate2Collection();
        X509Certificate2 leaf;
        if (IsPfx(options.Path))
        {
            certificates = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.Path, options.Password, X509KeyStorageFlags.EphemeralKeySet);
            leaf = certificates.FirstOrDefault(c => c.HasPrivateKey)
                ?? throw new CryptographicException("the file has no certificate with a private key");
        }
        else
        {
            leaf = options.Password is null
                ? X509Certificate2.CreateFromPemFile(options.Path, options.KeyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(options.Path, options.Password, options.KeyPath);
            certificates.ImportFromPemFile(options.Path);
        }

        // The chain comes from the file only: nothing is fetched from the network while serving.
        var chain = new X509Certificate2Collection(certificates.Where(c => !c.Equals(leaf)).ToArray());
        return new ServerCertificate(leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true));
    }

    /// <summary>What is wrong with a certificate that could not be loaded, and with which of its files: when the certificate alone can be read, with its key.</summary>
    public static CertificateProblem Explain(CertificateOptions options, Exception error)
    {
        if (options.KeyPath is { } key && HasCertificate(options.Path))
            return new(nameof(CertificateOptions.KeyPath), key, FileProblem.Explain(key, error));
        return new(nameof(CertificateOptions.Path), options.Path, FileProblem.Explain(options.Path, error));
    }

    public static bool IsPfx(string path) =>
        path.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".p12", StringComparison.OrdinalIgnoreCase);

    private static bool HasCertificate(string path)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(path);
            foreach (var certificate in certificates) certificate.Dispose();
            return certificates.Count > 0;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
