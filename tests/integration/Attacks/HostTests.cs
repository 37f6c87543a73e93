using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P8, P13: our hosts in one spelling, no others, and never two.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task HostInAnySpelling_IsTheOneHostInRoutingAndTowardsTheBackend()
    {
        string[] spellings = ["api.example.com", "API.example.com", "Api.Example.COM", "api.example.com.", "api.example.com:443", "API.EXAMPLE.COM.:443"];
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration
            .Route("vip", "/vip/{**rest}", AttackSite.NeedsAdmin, more: """{ "Match": { "Hosts": ["api.example.com"] } }""")
            .Route("vip-elsewhere", "/vip/{**rest}", more: """{ "Order": 10 }"""));
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var host in spellings)
        {
            await table.RunAsync(host, async () =>
            {
                await site.RefusedAsync($"GET /vip/x HTTP/1.1\r\nHost: {host}\r\n\r\n", 401, closes: false);
                await site.RefusedAsync(http2, Http2Headers.Request("GET", "/vip/x", host), 401);
                var first = await site.ForwardedAsync($"GET /vip/x HTTP/1.1\r\nHost: {host}\r\nX-Api-Key: {site.AdminKey}\r\n\r\n");
                var second = await site.ForwardedAsync(http2, Http2Headers.Request("GET", "/vip/x", host, more: ("x-api-key", site.AdminKey)));
                Assert.Equal("api.example.com", first.Headers["X-Forwarded-Host"]);
                Assert.Equal("api.example.com", second.Headers["X-Forwarded-Host"]);
                Assert.Single(first.Headers.All("Host"));
                Assert.Single(second.Headers.All("Host"));
            });
        }

        Assert.Equal("/vip/x", (await site.ForwardedAsync("GET /vip/x HTTP/1.1\r\nHost: localhost\r\n\r\n")).Target);
        table.Verify(6);
    }

    [Fact]
    public async Task HostThatIsNotOurs_Is421AndNeverRouted()
    {
        await using var site = await AttackSite.StartAsync();
        string[] hosts =
        [
            "evil.example", "localhost.evil.example", "evil-localhost", "localhosts", "127.0.0.1", "[::1]", "api.example.com.evil.example", "sub.api.example.com", "example.com",
            "xapi.example.com", "169.254.169.254", "metadata.google.internal", "a", "xn--lcalhost-3ya", $"127.0.0.1:{site.Backend.Port}", "0.0.0.0", "2130706433", "0x7f.1", "evil.example:443",
            "_localhost", "localhost_", "-localhost", "api-example.com", "apiXexample.com",
        ];
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var host in hosts)
        {
            await table.RunAsync(host, async () =>
            {
                await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: {host}\r\n\r\n", 421);
                await site.RefusedAsync($"GET /admin/x HTTP/1.1\r\nHost: {host}\r\nX-Api-Key: {site.AdminKey}\r\nX-Forwarded-Host: localhost\r\n\r\n", 421);
                await site.RefusedAsync(http2, Http2Headers.Request("GET", "/public/a", host), 421);
            });
        }

        await site.StillServesAsync();
        table.Verify(24);
    }

    [Fact]
    public async Task MalformedHost_Is400AndCloses()
    {
        string[] hosts =
        [
            "", " ", "localhost,evil.example", "localhost, localhost", "localhost evil.example", "user@localhost", "user:pw@localhost", "localhost/admin", "localhost\\@evil.example", "localhost#", "localhost?x",
            "localhost%00", "localhost%2eevil.example", "..", ".", "localhost..", ".localhost", "local..host", "localhost:", "localhost:x", "localhost:0", "localhost:65536", "localhost:-1", "localhost:+443", "localhost:443:443",
            "localhost: 443", "[::1", "[::1]x", "[localhost]", "[::1%25lo]", "loc[al]host", "::1", "localhost;x", "localhost\t.evil", "https://localhost", "//localhost", "localhost:443@evil.example", "\"localhost\"", "(localhost)", "*",
        ];
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var host in hosts)
        {
            await table.RunAsync(host, async () =>
            {
                await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: {host}\r\n\r\n", 400, closes: true);
                await site.RefusedAsync(http2, Http2Headers.Request("GET", "/public/a", host), 400, orProtocol: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(40);
    }

    [Fact]
    public async Task NoHostOrSeveral_IsRefused()
    {
        string[] heads =
        [
            "GET /public/a HTTP/1.1\r\n\r\n", "GET /public/a HTTP/1.0\r\n\r\n", "GET /public/a HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            "GET /public/a HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "GET /public/a HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n",
            "GET /public/a HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n", "GET /public/a HTTP/1.1\r\nHost : localhost\r\n\r\n", "GET /public/a HTTP/1.1\r\n Host: localhost\r\n\r\n",
            "GET /public/a HTTP/1.1\r\nX: y\r\n Host: localhost\r\n\r\n", "GET https://localhost/public/a HTTP/1.1\r\n\r\n", "GET /public/a HTTP/1.1\r\nHost:\r\n\r\n", "GET /public/a\r\n\r\n", "GET /public/a HTTP/2.0\r\nHost: localhost\r\n\r\n",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var head in heads)
        {
            var status = head.Contains("HTTP/2.0", StringComparison.Ordinal) ? 505 : 400;
            await table.RunAsync(head, () => site.RefusedAsync(head, status, closes: true));
        }

        await site.StillServesAsync();
        table.Verify(13);
    }

    [Fact]
    public async Task PunycodeHost_IsServedAndRedirectedAsItStands()
    {
        const string Host = "xn--mnchen-3ya.example";
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway($$"""{ "PublicHosts": ["{{Host}}", "localhost"] }"""));
        await using var http2 = await site.Gateway.Http2Async();
        Assert.Equal(Host, (await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: {Host}\r\n\r\n")).Headers["X-Forwarded-Host"]);
        Assert.Equal(Host, (await site.ForwardedAsync($"GET https://{Host}/public/a HTTP/1.1\r\nHost: {Host}\r\n\r\n")).Headers["X-Forwarded-Host"]);
        Assert.Equal(Host, (await site.ForwardedAsync(http2, Http2Headers.Request("GET", "/public/a", Host))).Headers["X-Forwarded-Host"]);
        await using var plain = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpPort);
        Assert.Equal($"https://{Host}:{site.Gateway.HttpsPort}/a", (await plain.GetAsync("/a", Host)).Headers["Location"]);
        Assert.Equal($"https://{Host}:{site.Gateway.HttpsPort}/a", (await plain.GetAsync("/a", "xn--lcalhost-3ya")).Headers["Location"]);
    }

    [Fact]
    public async Task PublicPortThatIsNot443_StaysInTheHostAndNoOtherDoes()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway("""{ "Https": { "PublicPort": 8443 } }"""));
        foreach (var (host, forwarded) in ((string, string)[])[("localhost:8443", "localhost:8443"), ("LOCALHOST.:8443", "localhost:8443"), ("localhost", "localhost"), ("localhost:443", "localhost"), ("localhost:8080", "localhost")])
            Assert.Equal(forwarded, (await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: {host}\r\n\r\n")).Headers["X-Forwarded-Host"]);
    }

    // Kestrel keeps :authority and drops Host: one value everywhere.
    [Fact]
    public async Task AuthorityAndHostOverHttp2_AreOneValue()
    {
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        foreach (var host in (string[])["evil.example", "localhost, evil.example", "user@localhost", "api.example.com"])
        {
            var forwarded = await site.ForwardedAsync(http2, Http2Headers.Get("/public/a", ("host", host)));
            Assert.Equal("localhost", forwarded.Headers["X-Forwarded-Host"]);
            Assert.Single(forwarded.Headers.All("Host"));
        }

        await site.RefusedAsync(http2, Http2Headers.Request("GET", "/public/a", "evil.example", more: ("host", "localhost")), 421);
        await site.RefusedAsync(http2, [(":method", "GET"), (":scheme", "https"), (":path", "/public/a")], 400, orProtocol: true);
        await site.RefusedAsync(http2, [(":method", "GET"), (":scheme", "https"), (":path", "/public/a"), ("host", "evil.example")], 421);
        await site.RefusedAsync(http2, [(":method", "GET"), (":scheme", "https"), (":path", "/public/a"), ("host", "localhost"), ("host", "evil.example")], 400, orProtocol: true);
        await site.RefusedAsync(http2, [(":method", "GET"), (":scheme", "http"), (":authority", "localhost"), (":path", "/public/a")], 400, orProtocol: true);
    }

    // The name in the handshake chose a certificate, nothing else: who is served is decided by the Host field alone.
    [Fact]
    public async Task ServerNameOfTheHandshake_DoesNotDecideTheHost()
    {
        await using var site = await AttackSite.StartAsync();
        await using var foreign = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { TargetHost = "evil.example" });
        Assert.Equal(421, (await foreign.GetAsync("/public/a", "evil.example")).Status);
        await using var crossed = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls { TargetHost = "localhost" });
        Assert.Equal(421, (await crossed.GetAsync("/public/a", "evil.example")).Status);
        Assert.Equal(401, (await crossed.GetAsync("/admin/a", "api.example.com")).Status);
        Assert.Empty(site.Backend.Requests);
    }
}
