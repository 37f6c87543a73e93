using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>What the public listener agrees to before a request exists.</summary>
public sealed class TlsTests
{
#pragma warning disable SYSLIB0039, CA5397, CA5398 // The old versions are offered to be refused.
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls11)]
    [InlineData(SslProtocols.Tls)]
    public async Task OlderTls_IsRefusedByDefault(SslProtocols version)
    {
        await using var site = await AttackSite.StartAsync();
        var failure = await Record.ExceptionAsync(() => RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { Protocols = version }));
        Assert.True(failure is AuthenticationException or IOException, failure?.ToString());
        Assert.Equal(SslProtocols.Tls13, await NegotiatedAsync(site, new ClientTls { Protocols = SslProtocols.Tls12 | SslProtocols.Tls13 }));
    }

    [Fact]
    public async Task Tls12_IsOfferedWhenOptedInWithForwardSecrecyOnly()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway("""{ "Https": { "MinimumTlsVersion": "Tls12" } }"""));
        await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { Protocols = SslProtocols.Tls12 });
        Assert.Equal(SslProtocols.Tls12, connection.Tls!.SslProtocol);
        Assert.StartsWith("TLS_ECDHE_", $"{connection.Tls.NegotiatedCipherSuite}", StringComparison.Ordinal);
        Assert.Equal(200, (await connection.GetAsync("/public/a")).Status);
        Assert.Equal(SslProtocols.Tls13, await NegotiatedAsync(site, new ClientTls()));
        var failure = await Record.ExceptionAsync(() => RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { Protocols = SslProtocols.Tls11 }));
        Assert.True(failure is AuthenticationException or IOException, failure?.ToString());
    }
#pragma warning restore SYSLIB0039, CA5397, CA5398

    [Fact]
    public async Task Alpn_IsHttp2ThenHttp11AndNothingElse()
    {
        await using var site = await AttackSite.StartAsync();
        (SslApplicationProtocol[] Offered, SslApplicationProtocol Chosen)[] cases =
        [
            ([SslApplicationProtocol.Http11], SslApplicationProtocol.Http11), ([SslApplicationProtocol.Http2], SslApplicationProtocol.Http2),
            ([SslApplicationProtocol.Http11, SslApplicationProtocol.Http2], SslApplicationProtocol.Http2), ([new("foo"), SslApplicationProtocol.Http11], SslApplicationProtocol.Http11), ([], default),
        ];
        foreach (var (offered, chosen) in cases)
        {
            await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { Alpn = offered });
            Assert.Equal(chosen, connection.Tls!.NegotiatedApplicationProtocol);
        }

        foreach (var unknown in (string[])["h3", "h2c", "http/1.0", "foo"])
        {
            var failure = await Record.ExceptionAsync(() => RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { Alpn = [new(unknown)] }));
            Assert.True(failure is AuthenticationException or IOException, $"{unknown}: {failure}");
        }
    }

    [Fact]
    public async Task ServerName_ChoosesTheCertificateFromPemAndPfxFiles()
    {
        using var pki = new TestPki();
        await using var site = await AttackSite.StartAsync((configuration, _) =>
        {
            var folder = configuration.Folder.FullPath;
            var first = CertificateWriter.WritePem(folder, "first", pki.Server("localhost"));
            var api = CertificateWriter.WritePfx(folder, "api", "the password", pki.Server(TestKeyKind.Rsa2048, "api.example.com"), pki.Authority);
            var wild = CertificateWriter.WritePfx(folder, "wild", null, pki.Server("*.wild.example.com"));
            configuration.Gateway($$"""
                { "Https": { "Certificates": [ { "Path": "{{first.CertificatePath}}", "KeyPath": "{{first.KeyPath}}" }, { "Path": "{{api}}", "Password": "the password" }, { "Path": "{{wild}}" } ] } }
                """);
        });
        (string Sni, string Name)[] cases =
        [
            ("localhost", "localhost"), ("api.example.com", "api.example.com"), ("API.Example.COM", "api.example.com"), ("a.wild.example.com", "*.wild.example.com"), ("a.b.wild.example.com", "localhost"), ("wild.example.com", "localhost"),
            ("evil.example", "localhost"), ("", "localhost"), ("127.0.0.1", "localhost"),
        ];
        foreach (var (sni, name) in cases)
        {
            await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { TargetHost = sni });
            using var certificate = new X509Certificate2(connection.Tls!.RemoteCertificate!);
            Assert.Equal(name, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
            Assert.Equal(200, (await connection.GetAsync("/public/a", "api.example.com")).Status);
        }
    }

    [Fact]
    public async Task WhatIsNoTlsOnTheTlsPort_GetsNoAnswerAndNoPlaceInTheLog()
    {
        using var log = new RecordingLogs();
        await using var site = await AttackSite.StartAsync(customize: services => services.AddSingleton<ILoggerProvider>(log));
        foreach (var bytes in (string[])
        [
            "GET /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\0\0\0\0\0", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n", "\x16\x03\x01\0\x04\x02\0\0\0", "\x16\x03\x01\0\x04\x01\0\0\0",
            "\x15\x03\x01\0\x02\x02\x28", "\x17\x03\x03\0\x01a", "\x14\x03\x03\0\x01\x01", "\x80\x2e\x01\0\x02", "SSH-2.0-x\r\n", "\x16", "\x16\x03\x01\xff\xff" + "abc",
        ])
        {
            await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort);
            await connection.SendAsync(bytes);
            await connection.CloseSendAsync();
            Assert.True(await connection.WaitForCloseAsync());
            Assert.DoesNotContain("HTTP", System.Text.Encoding.Latin1.GetString(connection.Unread.Span), StringComparison.Ordinal);
        }

        Assert.Equal(0, site.Backend.Heads);
        Assert.Empty(log.Written(LogLevel.Warning));
    }

    private static async Task<SslProtocols> NegotiatedAsync(AttackSite site, ClientTls tls)
    {
        await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, tls);
        return connection.Tls!.SslProtocol;
    }
}
