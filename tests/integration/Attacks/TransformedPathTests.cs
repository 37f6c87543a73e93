using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P5: a transform must not make another path of the one that was authorised.</summary>
public sealed class TransformedPathTests
{
    [Fact]
    public async Task PathThatIsAmbiguousAfterATransform_IsRefused()
    {
        string[] targets =
        [
            // PathPattern puts a part of a segment where it becomes a whole one.
            "/v../admin/x", "/v./admin/x", "/v.../admin/x", "/v%2e%2e/admin/x", "/v.%2e/admin/x", "/v%2e/admin/x", "/v../../admin/x", "/v..", "/v.", "/v../", "/v..%20/x",
            "/pre-../admin/x", "/pre-./admin/x", "/pre-%2e%2e/admin/x", "/pre-.%2E/x", "/pre-...",

            // Prefix removal.
            "/api../admin/x", "/api./admin/x", "/api/../admin/x", "/api/./admin/x", "/api//admin/x", "/api/%2e%2e/admin/x", "/api/%2e/admin/x", "/api%2f..%2fadmin/x", "/api/..%2fadmin/x",
            "/api/%252e%252e/admin/x", "/api/;/admin/x", "/api/..;/admin/x", "/api/\\admin/x", "/api/%5cadmin/x",
        ];
        await using var site = await StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var target in targets)
        {
            var status = target is "/api../admin/x" or "/api./admin/x" ? 404 : 400;
            await table.RunAsync(target, async () =>
            {
                await site.RefusedAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n", status);
                await site.RefusedAsync(http2, Http2Headers.Get(target), status, orProtocol: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(30);
    }

    [Fact]
    public async Task TransformedPath_ReachesTheBackendInCanonicalForm()
    {
        (string Sent, string Forwarded)[] cases =
        [
            ("/api/a/b", "/a/b"), ("/api/%61?b=%41", "/a?b=A"), ("/api/a%20b", "/a%20b"), ("/api/100%25", "/100%25"), ("/api/%c3%a9", "/%C3%A9"), ("/api", "/"), ("/api/", "/"), ("/API/a", "/a"),
            ("/v1/a", "/1/a"), ("/v1/a%20b", "/1/a%20b"), ("/v1/%c3%a9", "/1/%C3%A9"), ("/v1/100%25", "/1/100%25"), ("/pre-a/b", "/store/a/b"), ("/pre-a..b/c", "/store/a..b/c"),
            ("/base/a", "/root/sub/a"), ("/base/%41?x", "/root/sub/A?x"), ("/query/a?keep=1&drop=2", "/query/a?keep=1"), ("/query/a?drop=%26keep=2", "/query/a"),
        ];
        await using var site = await StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var (sent, forwarded) in cases)
        {
            await table.RunAsync(sent, async () =>
            {
                Assert.Equal($"GET {forwarded} HTTP/1.1", (await site.ForwardedAsync($"GET {sent} HTTP/1.1\r\nHost: localhost\r\n\r\n")).RequestLine);
                Assert.Equal($"GET {forwarded} HTTP/1.1", (await site.ForwardedAsync(http2, Http2Headers.Get(sent))).RequestLine);
            });
        }

        table.Verify(18);
    }

    // A decoded part of the path in a header: line ends never get there, and letters that no header can carry are the client's mistake.
    [Fact]
    public async Task RouteValueInAHeader_CarriesNothingThatAHeaderCannot()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Route(
            "named", "/named/{name}", more: """{ "Transforms": [{ "RequestHeaderRouteValue": "X-Name", "Set": "name" }] }"""));
        foreach (var name in (string[])["a%0d%0aX-User:%20b", "a%0ab", "a%00", "%c2%85", "%7f", "a%0d"])
            await site.RefusedAsync($"GET /named/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
        Assert.Equal("a b", (await site.ForwardedAsync("GET /named/a%20b HTTP/1.1\r\nHost: localhost\r\n\r\n")).Headers["X-Name"]);
        foreach (var name in (string[])["%c3%a9", "%E2%80%A8", "%F0%9F%98%80"])
            await site.RefusedAsync($"GET /named/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    }

    private static Task<AttackSite> StartAsync() => AttackSite.StartAsync((configuration, site) => configuration
        .Cluster(site.Backend.Address + "root/sub/", "based")
        .Route("api", "/api/{**rest}", more: """{ "Transforms": [{ "PathRemovePrefix": "/api" }] }""")
        .Route("versions", "/v{version}/{**rest}", more: """{ "Order": 5, "Transforms": [{ "PathPattern": "/{version}/{**rest}" }] }""")
        .Route("prefixed", "/pre-{name}/{**rest}", more: """{ "Transforms": [{ "PathPattern": "/store/{name}/{**rest}" }] }""")
        .Route("base", "/base/{**rest}", cluster: "based", more: """{ "Transforms": [{ "PathRemovePrefix": "/base" }] }""")
        .Route("query", "/query/{**rest}", more: """{ "Transforms": [{ "QueryRemoveParameter": "drop" }] }"""));
}
