using System.Net;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS H5: a client's address is the peer's, or what trusted proxies vouch for; never what the client claims.</summary>
public sealed class ForwardedForTests
{
    private const string Trusting = """{ "TrustedProxies": ["127.0.0.1/32", "10.0.0.0/8"] }""";

    private static readonly string[] Claims =
    [
        "203.0.113.9", "127.0.0.1", "10.0.0.1", "203.0.113.9, 127.0.0.1", "1.2.3.4, 5.6.7.8, 9.10.11.12", "2001:db8::1", "[2001:db8::1]:443", "fe80::1%eth0", "garbage", "", ",", ",,,,", "unknown", "_hidden", "localhost", "0", "1", "0x7f.1",
        "127.1", "::1", "::ffff:127.0.0.1", "256.1.1.1", "203.0.113.9:0", "203.0.113.9:99999", "\"203.0.113.9\"", "for=203.0.113.9", "203.0.113.9 127.0.0.1", "203.0.113.9;127.0.0.1", "' OR 1=1", "${jndi:ldap://x}",
    ];

    [Fact]
    public async Task ClaimOfAnUntrustedPeer_DecidesNothing()
    {
        const string Denied = """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "IpAccess": { "Deny": ["203.0.113.0/24", "2001:db8::/32"] } }""";
        const string Allowed = """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "IpAccess": { "Allow": ["203.0.113.0/24", "10.0.0.0/8"] } }""";
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration
            .Route("denied", "/denied/{**rest}", Denied).Route("allowed", "/allowed/{**rest}", Allowed));
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var claim in Claims)
        {
            await table.RunAsync(claim, async () =>
            {
                var lines = $"X-Forwarded-For: {claim}\r\nForwarded: for={claim}\r\nX-Real-IP: {claim}\r\nTrue-Client-IP: {claim}\r\n";
                var first = await site.ForwardedAsync($"GET /denied/a HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n");
                var second = await site.ForwardedAsync(http2, Http2Headers.Get("/denied/a", ("x-forwarded-for", claim), ("x-forwarded-for", "203.0.113.9")));
                Assert.Equal("127.0.0.1", first.Headers["X-Forwarded-For"]);
                Assert.Equal("127.0.0.1", second.Headers["X-Forwarded-For"]);
                Assert.False(first.Headers.Has("Forwarded") || first.Headers.Has("X-Real-IP"));
                await site.RefusedAsync($"GET /allowed/a HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n", 403);
                Assert.Equal("127.0.0.1", site.Gateway.Events.All.Last(static e => e.Status == 403).ClientAddress);
            });
        }

        table.Verify(30);
    }

    [Fact]
    public async Task ChainFromATrustedPeer_IsReadFromTheRightUpToTheFirstUntrusted()
    {
        (string Chain, string Client)[] cases =
        [
            ("203.0.113.9", "203.0.113.9"), ("1.2.3.4, 203.0.113.9", "203.0.113.9"), ("127.0.0.1, 203.0.113.9", "203.0.113.9"), ("203.0.113.9, 10.1.2.3", "203.0.113.9"), ("1.1.1.1,203.0.113.9,10.0.0.1 ,\t10.255.255.255", "203.0.113.9"),
            ("203.0.113.9:1234", "203.0.113.9"), ("2001:db8::7", "2001:db8::7"), ("[2001:db8::7]", "2001:db8::7"), ("[2001:DB8::7]:8080", "2001:db8::7"), ("::ffff:203.0.113.9", "203.0.113.9"), ("::ffff:10.0.0.1", "10.0.0.1"),

            // What cannot be read ends the walk at the last hop that a trusted one vouched for.
            ("", "127.0.0.1"), (",", "127.0.0.1"), ("garbage", "127.0.0.1"), ("203.0.113.9, garbage", "127.0.0.1"), ("203.0.113.9,", "127.0.0.1"), ("203.0.113.9, unknown, 10.0.0.1", "10.0.0.1"), ("fe80::1%eth0", "127.0.0.1"),
            ("[fe80::1%25eth0]:1", "127.0.0.1"), ("203.0.113.9:99999", "127.0.0.1"), ("1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("010.0.0.1", "127.0.0.1"), ("203.0.113.009", "127.0.0.1"), ("[2001:db8::7", "127.0.0.1"),
            ("2001:db8::7]:1", "127.0.0.1"), ("\"203.0.113.9\"", "127.0.0.1"), ("for=203.0.113.9", "127.0.0.1"), ("203.0.113.9 10.0.0.1", "127.0.0.1"), ("203.0.113.9;x", "127.0.0.1"), ("10.0.0.1", "10.0.0.1"), ("10.0.0.1, 10.0.0.2", "10.0.0.1"),
        ];
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway(Trusting));
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var (chain, client) in cases)
        {
            await table.RunAsync(chain, async () =>
            {
                var first = await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {chain}\r\n\r\n");
                Assert.Equal(client, first.Headers["X-Forwarded-For"]);
                var second = await site.ForwardedAsync(http2, Http2Headers.Get("/public/a", ("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", chain)));
                Assert.Single(second.Headers.All("X-Forwarded-For"));
                await site.RefusedAsync($"GET /admin/a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n", 401);
                Assert.Equal("203.0.113.9", site.Gateway.Events.All.Last(static e => e.Status == 401).ClientAddress);
            });
        }

        table.Verify(33);
    }

    [Fact]
    public async Task PeerOutsideTheTrustedNetworks_IsNotBelieved()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway("""{ "TrustedProxies": ["127.0.0.1/32"] }"""));
        await using var stranger = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls(), from: IPAddress.Parse("127.0.0.2"));
        Assert.Equal(200, (await stranger.GetAsync("/public/a", "localhost", ("X-Forwarded-For", "203.0.113.9"), ("X-Request-Id", "chosen"))).Status);
        var request = Assert.Single(site.Backend.Requests);
        Assert.Equal("127.0.0.2", request.Headers["X-Forwarded-For"]);
        Assert.DoesNotContain("chosen", request.HeadText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongChain_IsRefusedInsteadOfWalked()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway(Trusting));
        var many = string.Join(',', Enumerable.Repeat("10.0.0.1", 65));
        await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {many}\r\n\r\n", 400);
        await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("X-Forwarded-For: 10.0.0.1\r\n", 65))}\r\n", 400);
        var most = string.Join(',', Enumerable.Repeat("10.0.0.1", 63).Prepend("203.0.113.9"));
        Assert.Equal("203.0.113.9", (await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {most}\r\n\r\n")).Headers["X-Forwarded-For"]);
    }

    // A new claimed address for every request must not be a new bucket.
    [Fact]
    public async Task AddressLimit_IsNotEscapedByClaims()
    {
        const string Limited =
            """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": { "each": { "By": ["Address"], "Permits": 3, "Window": "1h" } } }""";
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Route("limited", "/limited/{**rest}", Limited));
        await using var connection = await site.Gateway.Http1Async();
        var statuses = new List<int>();
        for (var i = 0; i < 10; i++)
            statuses.Add((await connection.GetAsync("/limited/a", "localhost", ("X-Forwarded-For", $"203.0.113.{i}"), ("X-Real-IP", $"203.0.113.{i}"), ("Forwarded", $"for=203.0.113.{i}"))).Status);
        Assert.Equal(3, statuses.Count(static s => s == 200));
        Assert.Equal(7, statuses.Count(static s => s == 429));
    }
}
