using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>Behind a TCP load balancer: its PROXY header is the client's address, nobody else's is.</summary>
public sealed class ProxyProtocolTests
{
    private static readonly byte[] Signature = "\r\n\r\n\0\r\nQUIT\n"u8.ToArray();

    [Fact]
    public async Task HeaderFromATrustedPeer_IsTheClientsAddress()
    {
        (byte[] Header, string Client)[] cases =
        [
            (V1("PROXY TCP4 203.0.113.9 198.51.100.1 51234 443\r\n"), "203.0.113.9"), (V1("PROXY TCP6 2001:db8::9 2001:db8::1 51234 443\r\n"), "2001:db8::9"), (V1("PROXY UNKNOWN\r\n"), "127.0.0.1"), (V1("PROXY UNKNOWN ffff:: ffff:: 1 1\r\n"), "127.0.0.1"),
            (V2(0x21, 0x11, [203, 0, 113, 9, 198, 51, 100, 1, 0xc8, 0x22, 1, 0xbb]), "203.0.113.9"), (V2(0x21, 0x21, [.. IPAddress.Parse("2001:db8::9").GetAddressBytes(), .. new byte[16], 0xc8, 0x22, 1, 0xbb]), "2001:db8::9"),
            (V2(0x20, 0x00, []), "127.0.0.1"), (V2(0x21, 0x11, [203, 0, 113, 9, 198, 51, 100, 1, 0xc8, 0x22, 1, 0xbb, 0x04, 0, 1, 0]), "203.0.113.9"),
        ];
        await using var site = await StartAsync("127.0.0.1/32");
        var table = new CaseTable();
        foreach (var (header, client) in cases)
        {
            await table.RunAsync(Convert.ToHexString(header), async () =>
            {
                site.Backend.Clear();
                Assert.StartsWith("HTTP/1.1 200", await ExchangeAsync(site, header, "GET /public/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
                Assert.Equal(client, Assert.Single(site.Backend.Requests).Headers["X-Forwarded-For"]);
            });
        }

        table.Verify(8);
    }

    // The proxy is trusted, the client that it names is not: its own claim decides nothing.
    [Fact]
    public async Task ClientBehindTheProxy_CannotClaimAnAddress()
    {
        await using var site = await StartAsync("127.0.0.1/32");
        var answer = await ExchangeAsync(
            site, V1("PROXY TCP4 203.0.113.9 198.51.100.1 51234 443\r\n"), "GET /public/a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.9.8.7\r\nX-Request-Id: chosen\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        var request = Assert.Single(site.Backend.Requests);
        Assert.Equal("203.0.113.9", request.Headers["X-Forwarded-For"]);
        Assert.DoesNotContain("chosen", request.HeadText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MalformedOrMissingHeader_ClosesTheConnectionWithoutAnAnswer()
    {
        byte[][] headers =
        [
            [], V1("PROXY TCP4 203.0.113.9 198.51.100.1 51234 443\n"), V1("PROXY TCP4 203.0.113.9 198.51.100.1 51234\r\n"), V1("PROXY TCP4 203.0.113.9 198.51.100.1 51234 443 x\r\n"), V1("PROXY TCP4 2001:db8::9 2001:db8::1 1 1\r\n"), V1("PROXY TCP4 1 2 1 1\r\n"),
            V1("PROXY TCP4 203.0.113.9 198.51.100.1 99999 443\r\n"), V1("PROXY  TCP4 203.0.113.9 198.51.100.1 1 1\r\n"), V1("proxy TCP4 203.0.113.9 198.51.100.1 1 1\r\n"), V1("PROXY UDP4 203.0.113.9 198.51.100.1 1 1\r\n"), V1($"PROXY TCP4 {new string('1', 200)}\r\n"),
            V1("GET /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n"), V2(0x11, 0x11, new byte[12]), V2(0x22, 0x11, new byte[12]), V2(0x21, 0x11, new byte[4]), V2(0x21, 0x51, new byte[12]), [.. Signature[..11], 0x00],
        ];
        await using var site = await StartAsync("127.0.0.1/32");
        var table = new CaseTable();
        foreach (var header in headers)
        {
            await table.RunAsync(Convert.ToHexString(header), async () =>
                Assert.Equal("", await ExchangeAsync(site, header, "GET /public/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
        }

        Assert.Equal(0, site.Backend.Heads);
        table.Verify(17);
    }

    [Fact]
    public async Task HeaderFromAStranger_ClosesTheConnection()
    {
        await using var site = await StartAsync("10.0.0.0/8");
        Assert.Equal("", await ExchangeAsync(site, V1("PROXY TCP4 203.0.113.9 198.51.100.1 51234 443\r\n"), "GET /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        Assert.Equal("", await ExchangeAsync(site, [], "GET /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        Assert.Equal(0, site.Backend.Heads);
    }

    private static Task<AttackSite> StartAsync(string trusted) => AttackSite.StartAsync((configuration, _) =>
        configuration.Gateway($$"""{ "TrustedProxies": ["{{trusted}}"], "Https": { "ProxyProtocol": true } }"""));

    private static byte[] V1(string line) => Encoding.ASCII.GetBytes(line);

    private static byte[] V2(byte versionAndCommand, byte family, byte[] rest) => [.. Signature, versionAndCommand, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];

    // The header precedes the handshake, so this client is put together by hand. Empty when the gateway gave no answer.
    private static async Task<string> ExchangeAsync(AttackSite site, byte[] header, string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, site.Gateway.HttpsPort, limit.Token);
        try
        {
            await client.GetStream().WriteAsync(header, limit.Token);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(new ClientTls().ToOptions(SslApplicationProtocol.Http11), limit.Token);
            await tls.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
            using var answer = new MemoryStream();
            await tls.CopyToAsync(answer, limit.Token);
            return Encoding.Latin1.GetString(answer.ToArray());
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "";
        }
    }
}
