using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS H1, H2: of what decides something there is one.</summary>
public sealed class RepeatedHeaderTests
{
    private static readonly string[] Singletons =
    [
        "Authorization", "Proxy-Authorization", "Content-Type", "Content-Encoding", "Origin", "Referer", "X-Api-Key", "Api-Key", "X-CSRF-Token", "X-XSRF-Token", "DPoP", "Idempotency-Key", "Max-Forwards",
        "Access-Control-Request-Method", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "X-Tenant",
    ];

    [Fact]
    public async Task RepeatedSingleton_Is400()
    {
        await using var site = await StartAsync();
        var table = new CaseTable();
        foreach (var name in Singletons)
        {
            foreach (var (first, second) in ((string, string)[])[("a", "b"), ("a", "a"), ("", "a"), ("a", "")])
            {
                await table.RunAsync($"{name}: {first} / {second}", async () =>
                {
                    await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{name}: {first}\r\n{name}: {second}\r\n\r\n", 400, closes: true);
                    await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{name.ToUpperInvariant()}: {first}\r\nX: y\r\n{name.ToLowerInvariant()}: {second}\r\n\r\n", 400, closes: true);
                    await using var http2 = await site.Gateway.Http2Async();
                    var lower = name.ToLowerInvariant();
                    await site.RefusedAsync(http2, Http2Headers.Get("/public/a", (lower, first), (lower, second)), 400);
                });
            }
        }

        await site.StillServesAsync();
        table.Verify(80);
    }

    [Fact]
    public async Task TwoCredentials_Are400WhicheverIsGood()
    {
        await using var site = await StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var good = site.AdminKey;
        (string Name, string Target, (string Name, string Value)[] Headers)[] cases =
        [
            ("good then bad", "/admin/x", [("x-api-key", good), ("x-api-key", "bad")]),
            ("bad then good", "/admin/x", [("x-api-key", "bad"), ("x-api-key", good)]),
            ("the same twice", "/admin/x", [("x-api-key", good), ("x-api-key", good)]),
            ("two callers", "/admin/x", [("x-api-key", good), ("x-api-key", site.UserKey)]),
            ("key and token", "/admin/x", [("x-api-key", good), ("authorization", "Bearer a.b.c")]),
            ("key and basic", "/admin/x", [("x-api-key", good), ("authorization", "Basic YTpi")]),
            ("header and query", $"/admin/x?api_key={good}", [("x-api-key", good)]),
            ("header and other query", $"/admin/x?api_key={site.UserKey}", [("x-api-key", good)]),
            ("query twice", $"/admin/x?api_key={good}&api_key={good}", []),
            ("query good then bad", $"/admin/x?api_key={good}&api_key=bad", []),
            ("query bad then good", $"/admin/x?api_key=bad&api_key={good}", []),
            ("query spelled twice", $"/admin/x?api_key={good}&%61pi_key=bad", []),
            ("query and token", $"/admin/x?api_key={good}", [("authorization", "Bearer a.b.c")]),
            ("query, empty second", $"/admin/x?api_key={good}&api_key=", []),
        ];
        var table = new CaseTable();
        foreach (var (name, target, headers) in cases)
        {
            await table.RunAsync(name, async () =>
            {
                var lines = string.Concat(headers.Select(static h => $"{h.Name}: {h.Value}\r\n"));
                await site.RefusedAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n", 400);
                await site.RefusedAsync(http2, Http2Headers.Get(target, headers), 400);
            });
        }

        table.Verify(14);
    }

    // One line with a comma is one value, and no key has one.
    [Fact]
    public async Task CredentialsInOneLine_AreNoCredential()
    {
        await using var site = await StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        foreach (var value in (string[])[$"{site.AdminKey}, bad", $"bad, {site.AdminKey}", $"{site.AdminKey},{site.AdminKey}", $"\"{site.AdminKey}\"", $"{site.AdminKey} ;", $"{site.AdminKey}\t{site.UserKey}"])
        {
            await site.RefusedAsync($"GET /admin/x HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {value}\r\n\r\n", 401, closes: false);
            await site.RefusedAsync(http2, Http2Headers.Get("/admin/x", ("x-api-key", value)), 401);
        }
    }

    [Fact]
    public async Task KeyInTheQuery_NeverReachesTheBackend()
    {
        await using var site = await StartAsync();
        foreach (var (sent, forwarded) in ((string, string)[])[("api_key={0}", ""), ("a=b&api_key={0}", "?a=b"), ("api_key={0}&a=b", "?a=b"), ("a&%61pi%5fkey={0}&b", "?a&b"), ("a=%26&api_key={0}", "?a=%26")])
        {
            var request = await site.ForwardedAsync($"GET /admin/x?{sent.Replace("{0}", site.AdminKey, StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Equal("/admin/x" + forwarded, request.Target);
            Assert.DoesNotContain(site.AdminKey, request.HeadText, StringComparison.Ordinal);
        }
    }

    private static Task<AttackSite> StartAsync() => AttackSite.StartAsync((configuration, _) => configuration.Gateway(
        """{ "ApiKeys": { "keys": { "AllowQuery": true } }, "CanonicalRequest": { "SingletonHeaders": ["X-Tenant"] } }"""));
}
