using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.IntegrationTests.Support;

/// <summary>Writes certificates in the forms that operators have them in.</summary>
public static class CertificateWriter
{
    /// <summary>The PKCS#8 private key as PEM.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey();
        return key?.ExportPkcs8PrivateKeyPem() ?? throw new ArgumentException("the certificate has no private key", nameof(certificate));
    }

    /// <summary>Writes NAME.crt and NAME.key; the chain is the certificates that follow the first, leaf first.</summary>
    public static CertificateFiles WritePem(string folder, string name, X509Certificate2 certificate, params X509Certificate2[] chain)
    {
        var files = new CertificateFiles(Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        File.WriteAllText(files.CertificatePath, string.Join('\n', chain.Prepend(certificate).Select(each => each.ExportCertificatePem())) + "\n");
        File.WriteAllText(files.KeyPath, KeyPem(certificate) + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(files.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return files;
    }

    /// <summary>Writes NAME.pfx with certificate, key and chain, and returns its path.</summary>
    public static string WritePfx(string folder, string name, string? password, X509Certificate2 certificate, params X509Certificate2[] chain)
    {
        var path = Path.Combine(folder, name + ".pfx");
        var collection = new X509Certificate2Collection(certificate);
        foreach (var each in chain)
            collection.Add(X509CertificateLoader.LoadCertificate(each.RawData));
        File.WriteAllBytes(path, collection.Export(X509ContentType.Pkcs12, password)!);
        return path;
    }
}
