using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.IntegrationTests.Support;

/// <summary>A certificate authority of the test's own. Its certificates carry their private keys and are valid for a day.</summary>
public sealed class TestPki : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly List<X509Certificate2> _issued = [];
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public TestPki(string commonName = "Test CA")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(commonName), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Authority = request.CreateSelfSigned(_now.AddDays(-30), _now.AddDays(30));
    }

    public X509Certificate2 Authority { get; }

    /// <summary>A server certificate for DNS names and IP addresses; the first is also its common name.</summary>
    public X509Certificate2 Server(params string[] names) => Server(TestKeyKind.EcP256, names);

    public X509Certificate2 Server(TestKeyKind kind, params string[] names) =>
        Issue(kind, names[0], names, ServerAuthentication, _now.AddHours(-1), _now.AddDays(1));

    public X509Certificate2 Client(string commonName, TestKeyKind kind = TestKeyKind.EcP256, params string[] names) =>
        Issue(kind, commonName, names, ClientAuthentication, _now.AddHours(-1), _now.AddDays(1));

    /// <summary>A server certificate that ended an hour ago.</summary>
    public X509Certificate2 ExpiredServer(params string[] names) =>
        Issue(TestKeyKind.EcP256, names[0], names, ServerAuthentication, _now.AddDays(-2), _now.AddHours(-1));

    /// <summary>A client certificate that ended an hour ago.</summary>
    public X509Certificate2 ExpiredClient(string commonName) =>
        Issue(TestKeyKind.EcP256, commonName, [], ClientAuthentication, _now.AddDays(-2), _now.AddHours(-1));

    /// <summary>Any leaf certificate: key usage by OID, validity as given.</summary>
    public X509Certificate2 Issue(
        TestKeyKind kind, string commonName, IEnumerable<string> names, string usageOid, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var ec = kind == TestKeyKind.EcP256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        using var rsa = kind == TestKeyKind.Rsa2048 ? RSA.Create(2048) : null;
        var request = ec is not null
            ? new CertificateRequest(Name(commonName), ec, HashAlgorithmName.SHA256)
            : new CertificateRequest(Name(commonName), rsa!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usageOid)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (AlternativeNames(names) is { } alternatives)
            request.CertificateExtensions.Add(alternatives);

        using var authorityKey = Authority.GetECDsaPrivateKey()!;
        var generator = X509SignatureGenerator.CreateForECDsa(authorityKey);
        using var bare = request.Create(Authority.SubjectName, generator, notBefore, notAfter, RandomNumberGenerator.GetBytes(16));
        var issued = ec is not null ? bare.CopyWithPrivateKey(ec) : bare.CopyWithPrivateKey(rsa!);
        _issued.Add(issued);
        return issued;
    }

    /// <summary>Writes the authority's certificate as NAME.crt and returns its path.</summary>
    public string WriteAuthority(string folder, string name = "ca")
    {
        var path = Path.Combine(folder, name + ".crt");
        File.WriteAllText(path, Authority.ExportCertificatePem() + "\n");
        return path;
    }

    public void Dispose()
    {
        Authority.Dispose();
        _issued.ForEach(each => each.Dispose());
    }

    private static X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    private static X509Extension? AlternativeNames(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        var any = false;
        foreach (var name in names)
        {
            any = true;
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }

        return any ? builder.Build() : null;
    }
}
