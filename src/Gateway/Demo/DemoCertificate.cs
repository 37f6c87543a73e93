using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Demo;

/// <summary>A self-signed certificate for localhost.</summary>
internal static class DemoCertificate
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(7);

    /// <returns>The paths of certificate and key, made when they are missing or about to expire.</returns>
    public static (string CertificatePath, string KeyPath) Ensure(string folder, TimeProvider time)
    {
        var certificatePath = Path.Combine(folder, "localhost.crt");
        var keyPath = Path.Combine(folder, "localhost.key");
        if (!IsGood(certificatePath, keyPath, time)) Create(certificatePath, keyPath, time);
        return (certificatePath, keyPath);
    }

    private static bool IsGood(string certificatePath, string keyPath, TimeProvider time)
    {
        if (!File.Exists(certificatePath) || !File.Exists(keyPath)) return false;
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return new DateTimeOffset(certificate.NotAfter.ToUniversalTime()) - RenewBefore > time.GetUtcNow();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Create(string certificatePath, string keyPath, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now + Validity);
        DemoFolder.WritePrivate(keyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        DemoFolder.WritePrivate(certificatePath, certificate.ExportCertificatePem() + "\n");
    }
}
