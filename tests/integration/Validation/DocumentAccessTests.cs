using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Validation;

/// <summary>The security requirements of a document, enforced: keys, tokens with scopes, open operations, and ways around them.</summary>
public sealed class DocumentAccessTests
{
    private const string Document = """
        openapi: 3.1.0
        info: {title: t, version: "1"}
        security: [{oauth: ["orders:read"]}]
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Api-Key}
            oauth: {type: oauth2, flows: {}}
            oidc: {type: openIdConnect, openIdConnectUrl: https://id.example.com}
        paths:
          /orders:
            get: {operationId: listOrders}
            post: {security: [{oauth: ["orders:write"]}, {key: []}]}
            delete: {security: [{oauth: ["orders:write"]}, {oauth: ["admin"]}]}
            patch: {security: [{oauth: ["orders:read"], oidc: ["orders:write"]}]}
          /orders/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
            get: {}
          /public:
            get: {security: []}
            post: {}
          /public/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: string}}]
            get: {}
          /maybe: {get: {security: [{key: []}, {}]}}
          /keys: {get: {security: [{key: []}]}}
          /buyers: {get: {security: [{key: [buyer]}]}}
        """;

    private const string Access = """
        "Authentication": { "Schemes": ["ApiKey:header", "Jwt:main"], "FailureBudget": { "Enabled": false } {0} }, "Authorization": { {1} }
        """;

    private const string Anonymous = """, "Anonymous": { "Reason": "the document says what is open" } """;

    private static readonly string[] BothChallenges = ["ApiKey realm=\"api\"", "Bearer"];

    [Fact]
    public async Task OpenRoute_WithoutACredential_HasWhatTheDocumentOpens()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);

        foreach (var open in (string[])["/open/public", "/open/maybe"])
            Assert.Equal((200, open), ((await client.GetAsync(open, ("X-Consumer", "forged"))).Status, open));
        Assert.Equal(200, (await client.SendAsync("HEAD", "/open/public", [])).Status);
        Assert.DoesNotContain(bench.Backend.Requests, r => r.Headers.Has("X-Consumer"));

        foreach (var (method, path) in ((string, string)[])[("GET", "/orders"), ("POST", "/orders"), ("GET", "/orders/1"), ("POST", "/public"), ("GET", "/public/1"), ("GET", "/keys"), ("GET", "/none"), ("PUT", "/public")])
        {
            var answer = await client.SendAsync(method, $"/open{path}", [], method == "GET" ? null : ReadOnlyMemory<byte>.Empty);
            Refused(bench, answer, 401, "identity-missing", $"{method} {path}");
            Assert.Equal(BothChallenges, answer.Headers.All("WWW-Authenticate"));
        }

        // A credential that is no good is nobody's, and is never nobody.
        Refusals.Check(bench.Gateway, await client.GetAsync("/open/public", KeyBench.Header(bench.Revoked)), 401, "Authentication", "api-key-revoked");
        Assert.Equal(3, bench.Backend.Heads);
    }

    [Fact]
    public async Task ClosedRoute_IsAFloorThatTheDocumentDoesNotOpen()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);

        foreach (var path in (string[])["/closed/public", "/closed/maybe", "/closed/orders"])
            Refusals.Check(bench.Gateway, await client.GetAsync(path), 401, "Authentication", "credential-missing", path);
        Assert.Equal(200, (await client.GetAsync("/closed/public", KeyBench.Header(bench.Unscoped))).Status);
        // The route's rules hold for everybody who is somebody.
        Refused(bench, await client.GetAsync("/scoped/public", KeyBench.Header(bench.Unscoped)), 403, "scope-missing");
        Refused(bench, await client.GetAsync("/scoped/none", KeyBench.Header(bench.Unscoped)), 403, "scope-missing");
        Assert.Equal(200, (await client.GetAsync("/scoped/public")).Status);
        Assert.Equal(200, (await client.GetAsync("/scoped/public", KeyBench.Header(bench.Good))).Status);
    }

    [Theory]
    [InlineData("GET", "/orders", "orders:read", null, null)]
    [InlineData("GET", "/orders", "a orders:read", null, null)]
    [InlineData("HEAD", "/orders", "orders:read", null, null)]
    [InlineData("HEAD", "/orders", "orders:write", "scope-missing", null)]
    [InlineData("GET", "/orders", "orders:readall", "scope-missing", "scope=\"orders:read\"")]
    [InlineData("GET", "/orders", "orders", "scope-missing", "scope=\"orders:read\"")]
    [InlineData("GET", "/orders", "orders:read\torders:write", "scope-missing", "scope=\"orders:read\"")]
    [InlineData("GET", "/orders", "", "scope-missing", "scope=\"orders:read\"")]
    [InlineData("POST", "/orders", "orders:write", null, null)]
    [InlineData("POST", "/orders", "orders:read", "scope-missing", "scope=\"orders:write\"")]
    [InlineData("DELETE", "/orders", "admin", null, null)]
    [InlineData("DELETE", "/orders", "orders:read", "scope-missing", "")]
    [InlineData("PATCH", "/orders", "orders:write orders:read", null, null)]
    [InlineData("PATCH", "/orders", "orders:write", "scope-missing", "scope=\"orders:read orders:write\"")]
    [InlineData("GET", "/maybe", "", null, null)]
    public async Task Token_NeedsTheScopesOfOneAlternative(string method, string path, string scopes, string? reason, string? challenge)
    {
        await using var bench = await StartAsync();
        var token = TokenBench.Bearer(bench.Provider.Mint(new JsonObject { ["scope"] = scopes }));
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
            var answer = await client.SendAsync(method, $"/open{path}", [token], method is "GET" or "HEAD" ? null : ReadOnlyMemory<byte>.Empty);
            Assert.Equal(reason is null ? 200 : 403, answer.Status);
            if (reason is null || method == "HEAD") continue;
            Refused(bench, answer, 403, reason);
            Assert.Equal($"Bearer error=\"insufficient_scope\"{(challenge == "" ? "" : $", {challenge}")}", Assert.Single(answer.Headers.All("WWW-Authenticate")));
        }
    }

    [Fact]
    public async Task Credential_OfAnotherScheme_IsOfferedTheRightOne()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        var token = TokenBench.Bearer(bench.Provider.Mint(new JsonObject { ["scope"] = "orders:read orders:write admin" }));

        Assert.Equal(200, (await client.GetAsync("/open/keys", KeyBench.Header(bench.Unscoped))).Status);
        Assert.Equal(200, (await client.PostAsync("/open/orders", default, KeyBench.Header(bench.Unscoped))).Status);
        var noKey = await client.GetAsync("/open/keys", token);
        Refused(bench, noKey, 401, "scheme-not-accepted");
        Assert.Equal(["ApiKey realm=\"api\""], noKey.Headers.All("WWW-Authenticate"));
        // The key has the scope, but the document wants a token.
        var noToken = await client.GetAsync("/open/orders", KeyBench.Header(bench.Other));
        Refused(bench, noToken, 401, "scheme-not-accepted");
        Assert.Equal(["Bearer"], noToken.Headers.All("WWW-Authenticate"));
        Assert.Equal(200, (await client.GetAsync("/open/buyers", KeyBench.Header(bench.Good))).Status);
        Refused(bench, await client.GetAsync("/open/buyers", KeyBench.Header(bench.Other)), 403, "role-missing");
    }

    [Theory]
    [InlineData("open")]
    [InlineData("report")]
    [InlineData("mode")]
    [InlineData("off")]
    public async Task Modes_OfValidation_OpenNothing(string route)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);
        var token = TokenBench.Bearer(bench.Provider.Mint(new JsonObject { ["scope"] = "orders:write" }));

        Refused(bench, await client.GetAsync($"/{route}/orders"), 401, "identity-missing");
        Refused(bench, await client.GetAsync($"/{route}/orders", token), 403, "scope-missing");
        Refused(bench, await client.GetAsync($"/{route}/none"), 401, "identity-missing");
        Refused(bench, await client.GetAsync($"/{route}/none", token), 404, "operation-unknown");
        var method = await client.SendAsync("PUT", $"/{route}/orders", [token], ReadOnlyMemory<byte>.Empty);
        Refused(bench, method, 405, "method-unknown");
        Assert.Equal("GET, POST, DELETE, PATCH, HEAD".Split(", ").Order(StringComparer.Ordinal), method.Headers["Allow"]!.Split(", ").Order(StringComparer.Ordinal));
        // Shapes are another matter.
        var shape = await client.GetAsync($"/{route}/public?x=1");
        Assert.Equal((route == "open" ? 400 : 200, route), (shape.Status, route));
        Assert.Equal(route == "open" ? 0 : 1, bench.Backend.Heads);
    }

    [Fact]
    public async Task Inventory_CountsWhatIsUndeclaredOnce()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);
        foreach (var route in (string[])["open", "trial"])
        {
            await client.GetAsync($"/{route}/none", KeyBench.Header(bench.Good));
            await client.SendAsync("PUT", $"/{route}/orders", [KeyBench.Header(bench.Good)], ReadOnlyMemory<byte>.Empty);
            await client.GetAsync($"/{route}/keys", KeyBench.Header(bench.Good));
            var plan = bench.Gateway.Services.GetRequiredService<CurrentSnapshot>().Value.Plans.Values.Single(p => p.RouteId == route);
            var inventory = plan.RequestStages.Select(static s => s.Stage).OfType<ContractStage>().Single().Inventory;
            Assert.Equal([$"GET /{route}/none 1", "PUT /orders 1"], inventory.Undeclared().Select(static u => $"{u.Name} {u.Count}").Order(StringComparer.Ordinal));
            Assert.Equal(1, inventory.Calls().Sum(static c => c.Calls));
        }
    }

    [Fact]
    public async Task Report_OfAuthorization_RecordsWhatTheDocumentRefuses()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);

        Assert.Equal(200, (await client.GetAsync("/trial/orders")).Status);
        Assert.Equal(200, (await client.GetAsync("/trial/orders", KeyBench.Header(bench.Good))).Status);
        Assert.Equal(["identity-missing", "scheme-not-accepted"], bench.Gateway.Events.All.Where(static e => e is { Event: "request.reported", Policy: "Authorization" }).Select(static e => e.Reason));
    }

    [Theory]
    [InlineData("GET /open/public/../orders")]
    [InlineData("GET /open/public%2f..%2forders")]
    [InlineData("GET /open/public/%2e%2e/orders")]
    [InlineData("GET /open/public;/../orders")]
    [InlineData("GET /open//orders")]
    [InlineData("GET /open/orders/")]
    [InlineData("GET /open/Public")]
    [InlineData("GET /OPEN/public")]
    [InlineData("GET /open/public/")]
    [InlineData("GET /open/%6frders")]
    [InlineData("GET /open/orders%00")]
    [InlineData("GET /open/orders?x=/open/public")]
    [InlineData("GET /open/public%3f/../orders")]
    [InlineData("get /open/public")]
    [InlineData("Get /open/orders")]
    [InlineData("OPTIONS /open/public")]
    [InlineData("OPTIONS /open/orders")]
    [InlineData("TRACE /open/public")]
    [InlineData("CONNECT /open/public")]
    [InlineData("FOO /open/public")]
    public async Task WithoutACredential_NoSpellingReachesAnother(string start)
    {
        await using var bench = await StartAsync();
        await using var connection = await RawHttp1Connection.ConnectAsync(bench.Gateway.HttpsPort, new ClientTls());
        await connection.SendAsync($"{start} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var answer = await connection.ReadResponseAsync();
        Assert.True(answer.Status is 400 or 401 or 404 or 405 or 501, $"{start}: {answer.Status}");
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Fact]
    public async Task TricksThatSwitchTheOperation_DoNotWork()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);
        var token = TokenBench.Bearer(bench.Provider.Mint(new JsonObject { ["scope"] = "orders:read" }));

        // A method that only the backend would see.
        var overridden = await client.GetAsync("/open/public", ("X-HTTP-Method-Override", "POST"), ("X-Original-URL", "/open/orders"), ("X-Rewrite-URL", "/open/orders"));
        Assert.True(overridden.Status is 200 or 400, $"{overridden}");
        Assert.DoesNotContain(bench.Backend.Requests, r => r.Headers.Any(h => h.Name.StartsWith("X-HTTP-Method", StringComparison.OrdinalIgnoreCase) || h.Name.StartsWith("X-Original", StringComparison.OrdinalIgnoreCase)));
        // Two credentials are no caller, in whichever order, and neither on an open operation.
        foreach (var path in (string[])["/open/orders", "/open/keys", "/open/public"])
            Refusals.Check(bench.Gateway, await client.GetAsync(path, token, KeyBench.Header(bench.Good)), 400, "Authentication", "credentials-ambiguous", path);
        // A preflight carries no credential and is answered before anybody asks; it reaches no backend, and the request behind it is judged.
        var heads = bench.Backend.Heads;
        var preflight = await client.SendAsync("OPTIONS", "/cors/orders", [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")]);
        Assert.Equal((204, heads), (preflight.Status, bench.Backend.Heads));
        var behind = await client.GetAsync("/cors/orders", ("Origin", "https://app.example.com"));
        Refused(bench, behind, 401, "identity-missing");
        Assert.Equal("https://app.example.com", behind.Headers["Access-Control-Allow-Origin"]);
    }

    private static SecurityEvent Refused(KeyBench bench, WireAnswer answer, int status, string reason, string what = "") =>
        Refusals.Check(bench.Gateway, answer, status, "Authorization", reason, what);

    private static Task<KeyBench> StartAsync() => KeyBench.StartAsync(configure: static (_, configuration) =>
    {
        configuration.Folder.Write("api.yaml", Document);
        Add("open");
        Add("closed", anonymous: "");
        Add("scoped", authorization: "\"Scopes\": [\"orders:read\"]");
        Add("report", ", \"Request\": \"Report\"");
        Add("mode", ", \"Mode\": \"Report\", \"Response\": \"Enforce\"");
        Add("off", ", \"Request\": \"Off\"");
        Add("trial", authorization: "\"AnyAuthenticated\": true, \"Mode\": \"Report\", \"Reason\": \"a trial\", \"Until\": \"2999-01-01\"");
        Add("cors", more: ", \"Cors\": { \"Origins\": [\"https://app.example.com\"] }");

        void Add(string name, string validation = "", string anonymous = Anonymous, string authorization = "\"AnyAuthenticated\": true", string more = "") => configuration.Route(
            name, $"/{name}/{{**rest}}",
            "{" + Access.Replace("{0}", anonymous, StringComparison.Ordinal).Replace("{1}", authorization, StringComparison.Ordinal)
            + $$""", "Validation": { "OpenApi": "api.yaml", "BasePath": "/{{name}}", "SecurityFrom": "OpenApi"{{validation}} }{{more}} }""");
    });
}
