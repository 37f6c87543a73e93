using System.Text;
using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.IntegrationTests.Operations;

/// <summary>/keys on the admin listener, by scope, for a set in a file and a set in Redis.</summary>
public sealed class AdminKeyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string Pepper = new('p', 32);

    private readonly TempFolder _folder = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly int _admin = RedisServer.FreePort();
    private RedisServer _redis = null!;
    private RunningGateway _gateway = null!;
    private string _reader = "", _writer = "", _outsider = "";

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        var operators = new ApiKeyFile(_folder.PathOf("operators.json"), TimeProvider.System);
        _reader = operators.Create("gw", Pepper, new NewApiKey("reader") { Scopes = ["admin:keys:read"] }).Text;
        _writer = operators.Create("gw", Pepper, new NewApiKey("writer") { Scopes = ["admin:keys:read", "admin:keys:write"] }).Text;
        _outsider = operators.Create("gw", Pepper, new NewApiKey("outsider") { Scopes = ["admin:read", "keys:read"] }).Text;
        _folder.Write("filed.json", """{ "Keys": [] }""");
        using var pki = new TestPki();
        const string Route = """{ "Authentication": { "Schemes": ["ApiKey:NAME"], "FailureBudget": { "Enabled": false } }, "Authorization": { "Scopes": ["orders:read"] } }""";
        _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, pki)
            .Cluster(_backend.Address)
            .Route("filed", "/filed", Route.Replace("NAME", "filed", StringComparison.Ordinal))
            .Route("shared", "/shared", Route.Replace("NAME", "shared", StringComparison.Ordinal))
            .Gateway($$"""
                {
                  "Admin": { "Port": {{_admin}}, "ApiKeys": "operators" },
                  "Redis": { "ConnectionString": "{{_redis.Endpoint}}", "DecisionBudget": "1s" },
                  "ApiKeys": {
                    "operators": { "Path": "operators.json", "Pepper": "{{Pepper}}" },
                    "filed": { "Path": "filed.json", "Pepper": "{{Pepper}}" },
                    "shared": { "Store": "Redis", "Pepper": "{{Pepper}}" }
                  }
                }
                """));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _redis.DisposeAsync();
        await _backend.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("filed")]
    [InlineData("shared")]
    public async Task Keys_CreateRotateRevoke_CountForRequestsAndAreNeverShownAgain(string set)
    {
        await Eventually.Async(async () => (await CallAsync("GET", $"/keys/{set}", _reader)).Status == 200, Patience, "the store is there");
        var created = await CallAsync("POST", $"/keys/{set}", _writer, """{ "consumer": "acme", "scopes": ["orders:read"], "expiresAt": "2100-01-01T00:00:00Z", "note": "ticket 7" }""");
        Assert.Equal(201, created.Status);
        var (id, key) = ((string)created.Json!["id"]!, (string)created.Json["key"]!);
        await UntilAsync(set, key, 200);

        var rotated = await CallAsync("POST", $"/keys/{set}/{id}/rotate", _writer, """{ "overlap": "0s" }""");
        Assert.Equal(201, rotated.Status);
        var successor = (string)rotated.Json!["key"]!;
        await UntilAsync(set, successor, 200);
        await UntilAsync(set, key, 401);

        Assert.Equal(200, (await CallAsync("POST", $"/keys/{set}/{rotated.Json["id"]}/revoke", _writer)).Status);
        await UntilAsync(set, successor, 401);
        Assert.Equal(404, (await CallAsync("POST", $"/keys/{set}/{rotated.Json["id"]}/rotate", _writer)).Status);
        Assert.Equal(404, (await CallAsync("POST", $"/keys/{set}/nobody/revoke", _writer)).Status);

        var listed = await CallAsync("GET", $"/keys/{set}", _reader);
        Assert.Equal(["expired", "revoked"], listed.Json!.AsArray().Select(static k => (string)k!["state"]!).Order());
        Assert.Equal("ticket 7", (string?)listed.Json[0]!["note"]);
        foreach (var secret in new[] { key, successor, key[(key.LastIndexOf('_') + 1)..], "Hash", "hash" }) Assert.DoesNotContain(secret, listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_gateway.Events.All, e => e.ToString().Contains(key[^49..], StringComparison.Ordinal));
        Assert.Contains(_gateway.Events.All, e => e is { Event: "admin.call", Status: 201, Consumer: "writer", Resource: "/keys/{set}" } && e.Note == $"set {set}, key {id} for acme");
        Assert.Contains(_gateway.Events.All, e => e is { Event: "admin.call", Outcome: "rejected", Status: 404, Reason: "no-such-key" });
    }

    [Fact]
    public async Task Keys_ByScope_AreReadAndWritten()
    {
        var calls = 0;
        foreach (var (method, path) in new[] { ("GET", "/keys"), ("GET", "/keys/filed"), ("POST", "/keys/filed"), ("POST", "/keys/filed/x/rotate"), ("POST", "/keys/filed/x/revoke") })
        {
            var isWrite = method == "POST";
            Assert.Equal(403, (await CallAsync(method, path, _outsider)).Status);
            Assert.Equal(isWrite ? 403 : 200, (await CallAsync(method, path, _reader)).Status);
            Assert.Contains((await CallAsync(method, path, _writer)).Status, isWrite ? new[] { 400, 404 } : [200]);
            Assert.Equal(401, (await CallAsync(method, path, null)).Status);
            calls += 4;
        }

        Assert.Equal(405, (await CallAsync("DELETE", "/keys/filed", _writer)).Status);
        Assert.Equal(403, (await CallAsync("GET", "/keys/filed/x", _writer)).Status);
        Assert.Equal(404, (await CallAsync("GET", "/keys/none", _reader)).Status);
        // Whoever may make keys must not make one that may do more.
        Assert.Equal(403, (await CallAsync("POST", "/keys/operators", _writer, """{ "consumer": "me", "scopes": ["admin:reload"] }""")).Status);
        Assert.Equal(calls + 4, _gateway.Events.All.Count(static e => e.Event == "admin.call"));
        await using var http = await _gateway.Http1Async();
        Assert.Equal(404, (await http.GetAsync("/keys", "localhost", ("X-Api-Key", _writer))).Status);
    }

    [Theory]
    [InlineData("""{ "consumer": "" }""")]
    [InlineData("""{ "Consumer": "acme" }""")]
    [InlineData("""{ "consumer": "acme", "consumer": "root" }""")]
    [InlineData("""{ "consumer": "acme", "hash": "x" }""")]
    [InlineData("""{ "consumer": "acme", "scopes": ["two words"] }""")]
    [InlineData("""{ "consumer": "acme", "expiresAt": "2100-01-01T00:00:00" }""")]
    [InlineData("""{ "consumer": "acme", "expiresAt": "2020-01-01T00:00:00Z" }""")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Create_WhatIsNotExpected_IsAProblemAndMakesNothing(string body)
    {
        var answer = await CallAsync("POST", "/keys/filed", _writer, body);
        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Equal("invalid-request", ((string)answer.Json!["type"]!).Split(':')[^1]);
        Assert.Equal(400, (await CallAsync("POST", "/keys/filed", _writer, """{ "consumer": "acme" }""", "text/plain")).Status);
        Assert.Empty((await CallAsync("GET", "/keys/filed", _reader)).Json!.AsArray());
    }

    [Fact]
    public async Task Keys_StoreAwayOrFileNotWritable_AreClearProblems()
    {
        await _redis.KillAsync();
        var away = await CallAsync("GET", "/keys/shared", _reader);
        Assert.Equal((503, "application/problem+json"), (away.Status, away.ContentType));
        Assert.Contains("Redis does not answer", away.Text, StringComparison.Ordinal);

        // A directory in the place of the lock: nobody can write beside it, not even root.
        Directory.CreateDirectory(_folder.PathOf("filed.json.lock"));
        var readOnly = await CallAsync("POST", "/keys/filed", _writer, """{ "consumer": "acme" }""");
        Assert.Equal((409, "read-only"), (readOnly.Status, ((string)readOnly.Json!["type"]!).Split(':')[^1]));
    }

    private async Task UntilAsync(string path, string key, int status) => await Eventually.Async(
        async () =>
        {
            await using var http = await _gateway.Http1Async();
            return (await http.GetAsync("/" + path, "localhost", ("X-Api-Key", key))).Status == status;
        },
        Patience,
        $"the key is answered with {status}");

    private async Task<(int Status, string? ContentType, string Text, JsonNode? Json)> CallAsync(
        string method, string path, string? key, string body = "", string contentType = "application/json")
    {
        await using var http = await RawHttp1Connection.ConnectAsync(_admin, null);
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        if (key is not null) head.Append($"X-Api-Key: {key}\r\n");
        if (body.Length > 0) head.Append($"Content-Type: {contentType}\r\n");
        await http.SendAsync($"{head}\r\n{body}");
        var answer = await http.ReadResponseAsync();
        return (answer.Status, answer.Headers["Content-Type"], answer.Text, answer.Text.Length == 0 ? null : JsonNode.Parse(answer.Text));
    }
}
