using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cors;

/// <summary>The CORS class of the attack list, end to end.</summary>
public sealed class CorsTests
{
    private const string Allowed = "https://app.example.com";
    private const string Cors = """{ "Origins": ["https://app.example.com"], "Methods": ["GET", "PUT"], "Headers": ["X-Api-Key"], "ExposedHeaders": ["X-Total"], "AllowCredentials": true }""";
    private static readonly (string Name, string Value) Origin = ("Origin", Allowed);

    private static readonly string[] Foreign =
    [
        "null", "https://app.example.com.evil.tld", "https://evilapp.example.com", "https://evil-app.example.com", "http://app.example.com",
        "https://app.example.com:8443", "https://app.example.com:443", "HTTPS://APP.EXAMPLE.COM", "https://App.example.com", "https://app.example.com.",
        "https://app.example.com/", "https://user@app.example.com", "https://sub.app.example.com", "https://example.com", "*", "https://*", "https://app_example.com",
        "https://app.example.com https://evil.example", "https://app.example.com,https://evil.example", "app.example.com", "//app.example.com", "file://app.example.com",
        "https://app.example.comevil", "https://[::1]", "https://app.example.com%00.evil.tld", "https://app.example.com`.evil.tld", "x",
    ];

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Preflight_IsAnsweredAtTheEdgeWithoutCredentials_AlsoWhereMethodsAreListed(WireProtocol protocol)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        foreach (var target in (string[])["/keys/1", "/listed/1", "/public/1"])
        {
            var answer = await PreflightAsync(client, target, Allowed, "PUT", "x-api-key");
            Assert.True(answer.Status == 204, $"{target}: {answer}");
            Assert.Equal(Allowed, answer.Headers["Access-Control-Allow-Origin"]);
            Assert.Equal("GET, PUT", answer.Headers["Access-Control-Allow-Methods"]);
            Assert.Equal("X-Api-Key", answer.Headers["Access-Control-Allow-Headers"]);
            Assert.Equal("true", answer.Headers["Access-Control-Allow-Credentials"]);
            Assert.Equal("600", answer.Headers["Access-Control-Max-Age"]);
            Assert.Equal(["origin", "access-control-request-method", "access-control-request-headers"], answer.ListOf("Vary"));
            Assert.Equal(0, answer.Body.Length);
        }

        (string Method, string Headers, string Reason)[] refused =
        [
            ("DELETE", "x-api-key", "cors-method-not-allowed"), ("get", "x-api-key", "cors-method-not-allowed"), ("*", "x-api-key", "cors-method-not-allowed"),
            ("GET", "x-evil", "cors-headers-not-allowed"), ("GET", "x-api-key, x-evil", "cors-headers-not-allowed"), ("GET", "*", "cors-headers-not-allowed"),
        ];
        foreach (var (method, headers, reason) in refused)
        {
            var answer = await PreflightAsync(client, "/keys/1", Allowed, method, headers);
            Refusals.Check(bench.Gateway, answer, 403, "Cors", reason, $"{method} {headers}");
            AssertSilent(answer, method);
        }

        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task ForeignOrigin_GetsNoCorsHeader_AndVaryStands(WireProtocol protocol)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        Assert.Equal(27, Foreign.Length);
        foreach (var origin in Foreign)
        {
            var preflight = await PreflightAsync(client, "/keys/1", origin, "GET", "x-api-key");
            Refusals.Check(bench.Gateway, preflight, 403, "Cors", "origin-not-allowed", origin);
            AssertSilent(preflight, origin);

            // CORS is no access control: the request itself passes, unreadable for the page.
            var answer = await client.GetAsync("/keys/1", ("Origin", origin), KeyBench.Header(bench.Good));
            Assert.True(answer.Status == 200, $"{origin}: {answer}");
            AssertSilent(answer, origin);
        }

        Assert.Equal(Foreign.Length, bench.Backend.Heads);
        Assert.Equal(Foreign.Length, bench.Backend.Requests.Count(r => r.Method == "GET"));

        var two = await client.GetAsync("/keys/1", Origin, ("Origin", "https://evil.example"), KeyBench.Header(bench.Good));
        Refusals.Check(bench.Gateway, two, 400, "CanonicalRequest", "header-repeated");
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task EveryAnswer_HasVary_AndRefusalsAreReadableForTheAllowedOrigin(WireProtocol protocol)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        bench.Backend.Answer = request => BackendResponse.Of(
            request.Target.EndsWith("missing", StringComparison.Ordinal) ? 404 : request.Target.EndsWith("broken", StringComparison.Ordinal) ? 500 : 200, "x",
            ("Vary", "Accept-Encoding"), ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "false"), ("Access-Control-Expose-Headers", "X-Secret"),
            ("Access-Control-Allow-Methods", "DELETE"), ("Access-Control-Allow-Private-Network", "true"));
        var key = KeyBench.Header(bench.Good);
        (string What, string Target, (string, string)[] Headers, int Status)[] cases =
        [
            ("200", "/keys/1", [key], 200),
            ("backend's 404", "/keys/missing", [key], 404),
            ("backend's 500", "/keys/broken", [key], 500),
            ("401", "/keys/1", [], 401),
            ("401 bad key", "/keys/1", [KeyBench.Header(bench.Foreign)], 401),
            ("403", "/scoped/1", [KeyBench.Header(bench.Unscoped)], 403),
            ("400 two credentials", "/keys/1", [key, ("Authorization", "Basic YTpi")], 400),
            ("431", "/long/1", [key, ("X-Long", new string('a', 200))], 431),
            ("502", "/dead/1", [], 502),
            ("404 no route", "/nowhere", [], 404),
            ("405", "/listed/1", [("X-Method", "DELETE")], 405),
            ("429", "/limited/1", [], 429),
        ];
        Assert.Equal(200, (await client.GetAsync("/limited/1")).Status);
        foreach (var (what, target, headers, status) in cases)
        {
            var method = what == "405" ? "DELETE" : "GET";
            var readable = await client.SendAsync(method, target, [Origin, .. headers]);
            Assert.True(readable.Status == status, $"{what}: {readable}");
            Assert.True(readable.Headers["Access-Control-Allow-Origin"] == Allowed, $"{what}: {readable}");
            Assert.Equal("true", readable.Headers["Access-Control-Allow-Credentials"]);
            Assert.Equal("X-Total", readable.Headers["Access-Control-Expose-Headers"]);
            Assert.False(readable.Headers.Has("Access-Control-Allow-Methods") || readable.Headers.Has("Access-Control-Allow-Private-Network"), what);
            Assert.Contains("origin", readable.ListOf("Vary"));
            if (what.StartsWith("backend", StringComparison.Ordinal) || status == 200) Assert.Contains("accept-encoding", readable.ListOf("Vary"));

            foreach (var origin in (string?[])["https://evil.example", null])
            {
                var answer = await client.SendAsync(method, target, origin is null ? headers : [("Origin", origin), .. headers]);
                Assert.Equal(status, answer.Status);
                AssertSilent(answer, what);
            }
        }
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task OptionsThatIsNoPreflight_AuthenticatesLikeAnyRequest(WireProtocol protocol)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var requestMethod = ("Access-Control-Request-Method", "GET");
        Refusals.CheckUnauthenticated(bench.Gateway, await client.SendAsync("OPTIONS", "/keys/1", []), "credential-missing", "ApiKey realm=\"api\"");
        Refusals.CheckUnauthenticated(bench.Gateway, await client.SendAsync("OPTIONS", "/keys/1", [Origin]), "credential-missing", "ApiKey realm=\"api\"");
        Refusals.CheckUnauthenticated(bench.Gateway, await client.SendAsync("OPTIONS", "/keys/1", [requestMethod]), "credential-missing", "ApiKey realm=\"api\"");
        Assert.Equal(0, bench.Backend.Heads);
        Assert.Equal(200, (await client.SendAsync("OPTIONS", "/keys/1", [Origin, KeyBench.Header(bench.Good)])).Status);
        Assert.Equal("OPTIONS", Assert.Single(bench.Backend.Requests).Method);

        // A preflight's marks on another method make no preflight.
        Refusals.CheckUnauthenticated(bench.Gateway, await client.SendAsync("GET", "/keys/1", [Origin, requestMethod]), "credential-missing", "ApiKey realm=\"api\"");

        // Without a CORS policy nobody answers preflights: they authenticate, too.
        Refusals.CheckUnauthenticated(bench.Gateway, await PreflightAsync(client, "/plain/1", Allowed, "GET", "x-api-key"), "credential-missing", "ApiKey realm=\"api\"");
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task FloodOfPreflights_IsHeldToTheAddressLimit(WireProtocol protocol)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        Assert.Equal(204, (await PreflightAsync(client, "/limited/1", Allowed, "GET", "x-api-key")).Status);
        var refused = await PreflightAsync(client, "/limited/1", Allowed, "GET", "x-api-key");
        Refusals.Check(bench.Gateway, refused, 429, "RateLimit", "limit-exceeded");
        AssertSilent(refused, "429");
        Assert.True(refused.Headers.Has("Retry-After"));
        Assert.Equal(0, bench.Backend.Heads);
    }

    private static Task<WireAnswer> PreflightAsync(WireClient client, string target, string origin, string method, string headers) =>
        client.SendAsync("OPTIONS", target, [("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers)]);

    /// <summary>Nothing that lets a page read the answer, and no cache may serve it to a page that may.</summary>
    private static void AssertSilent(WireAnswer answer, string what)
    {
        Assert.False(answer.Headers.Any(line => line.Name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)), $"{what}: {answer}");
        Assert.True(answer.ListOf("Vary").Contains("origin"), $"{what}: {answer}");
    }

    private static Task<KeyBench> StartAsync() => KeyBench.StartAsync(configure: (_, configuration) =>
    {
        using var closed = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var port = ((System.Net.IPEndPoint)closed.LocalEndpoint).Port;
        configuration
            .Gateway($$"""{ "Policies": { "Cors": {{Cors}} } }""")
            .Cluster($"http://127.0.0.1:{port}/", "dead")
            .Route("listed", "/listed/{**rest}", KeyBench.Accepting("\"ApiKey:header\""), more: """{ "Match": { "Methods": ["GET", "PUT"] } }""")
            .Route("plain", "/plain/{**rest}", KeyBench.Accepting("\"ApiKey:header\"").Insert(1, "\"Cors\": null, "))
            .Route("scoped", "/scoped/{**rest}", """
                { "Authentication": { "Schemes": ["ApiKey:header"] }, "Authorization": { "Scopes": ["orders:read"] } }
                """)
            .Route("long", "/long/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RequestLimits": { "MaxHeaderBytes": 128 } }""")
            .Route("limited", "/limited/{**rest}", """
                { "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": { "one": { "By": ["Address"], "Permits": 1, "Window": "1h" } } }
                """)
            .Route("dead", "/dead/{**rest}", cluster: "dead");
    });
}
