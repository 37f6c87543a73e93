using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class TestPkiTests
{
    [Theory]
    [InlineData(TestKeyKind.EcP256)]
    [InlineData(TestKeyKind.Rsa2048)]
    public void Server_Issued_ChainsToTheAuthorityForItsNames(TestKeyKind kind)
    {
        using var pki = new TestPki();
        var certificate = pki.Server(kind, "api.example.com", "127.0.0.1");
        Assert.True(certificate.HasPrivateKey);
        Assert.True(certificate.MatchesHostname("api.example.com"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.False(certificate.MatchesHostname("example.com"));
        Assert.True(IsTrusted(pki, certificate));
    }

    [Fact]
    public void Expired_Issued_IsNotTrusted()
    {
        using var pki = new TestPki();
        using var other = new TestPki();
        Assert.False(IsTrusted(pki, pki.ExpiredServer("localhost")));
        Assert.False(IsTrusted(pki, pki.ExpiredClient("someone")));
        Assert.False(IsTrusted(pki, other.Client("someone")));
        Assert.True(IsTrusted(pki, pki.Client("someone")));
    }

    [Fact]
    public void Files_Written_LoadAgain()
    {
        using var pki = new TestPki();
        using var folder = new TempFolder();
        var certificate = pki.Server("localhost");
        var files = CertificateWriter.WritePem(folder.FullPath, "server", certificate, pki.Authority);
        using var pem = X509Certificate2.CreateFromPemFile(files.CertificatePath, files.KeyPath);
        using var pfx = X509CertificateLoader.LoadPkcs12FromFile(CertificateWriter.WritePfx(folder.FullPath, "server", "secret", certificate, pki.Authority), "secret");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(pki.WriteAuthority(folder.FullPath));
        Assert.Equal(certificate.Thumbprint, pem.Thumbprint);
        Assert.Equal(certificate.Thumbprint, pfx.Thumbprint);
        Assert.True(pfx.HasPrivateKey);
        Assert.Equal(pki.Authority.Thumbprint, authority.Thumbprint);
    }

    [Fact]
    public async Task RawClient_OverTls_ShowsServerCertificateAndProtocol()
    {
        using var pki = new TestPki();
        var certificate = pki.Server("localhost");
        await using var backend = RecordingBackend.Start(certificate);
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port, new ClientTls { Protocols = SslProtocols.Tls13 });
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.Equal(SslProtocols.Tls13, client.Tls!.SslProtocol);
        Assert.Equal(certificate.GetCertHashString(), client.Tls.RemoteCertificate!.GetCertHashString());
        var untrusting = new ClientTls { Verify = (_, _, _, errors) => errors == SslPolicyErrors.None };
        await Assert.ThrowsAsync<AuthenticationException>(() => RawHttp1Connection.ConnectAsync(backend.Port, untrusting));
    }

    [Fact]
    public async Task RawClient_WithClientCertificate_ShowsItAndTheServerName()
    {
        using var pki = new TestPki();
        var certificate = pki.Client("someone");
        await using var backend = RecordingBackend.Start(new SslServerAuthenticationOptions
        {
            ServerCertificate = pki.Server("api.example.com"),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        await using var client = await RawHttp1Connection.ConnectAsync(
            backend.Port, new ClientTls { TargetHost = "api.example.com", ClientCertificate = certificate });
        await client.GetAsync("/");
        var request = Assert.Single(backend.Requests);
        Assert.Equal(("api.example.com", certificate.Thumbprint), (request.ServerName, request.ClientCertificateHash));
    }

    private static bool IsTrusted(TestPki pki, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(pki.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
