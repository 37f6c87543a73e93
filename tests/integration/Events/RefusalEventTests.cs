using System.Buffers;
using System.Text;
using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;

namespace Gateway.IntegrationTests.Events;

/// <summary>Each refusal has exactly one event that says who, what, where and why, and nothing that is not the log's business.</summary>
public sealed class RefusalEventTests
{
    // Stands in every path, query, header and body that is sent, and must stand in no record.
    private const string Marker = "s3cr3t-marker";

    private sealed record Case(
        string What, string Method, string Target, (string Name, string Value)[] Headers, string? Body, int Status, string Policy, string Reason, string Route, string Template, string? Consumer = null);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task EachRefusal_HasOneEvent_ThatGivesNothingAway(WireProtocol protocol)
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        Assert.Equal(200, (await client.GetAsync($"/limited/{Marker}")).Status);
        const string None = "(none)";
        var good = KeyBench.Header(bench.Good);
        Case[] cases =
        [
            new("missing", "GET", "/keys/", [], null, 401, "Authentication", "credential-missing", "keys", "/keys/{**rest}"),
            new("bad key", "PUT", "/keys/", [KeyBench.Header(bench.Foreign)], null, 401, "Authentication", "api-key-unknown", "keys", "/keys/{**rest}"),
            new("bad token", "GET", "/either/", [TokenBench.Bearer(Marker)], null, 401, "Authentication", "token-malformed", "either", "/either/{**rest}"),
            new("two credentials", "GET", "/keys/", [good, ("Authorization", Marker)], null, 400, "Authentication", "credentials-ambiguous", "keys", "/keys/{**rest}"),
            new("unscoped", "DELETE", "/scoped/", [KeyBench.Header(bench.Unscoped)], null, 403, "Authorization", "scope-missing", "scoped", "/scoped/{**rest}", "initech"),
            new("limit", "GET", "/limited/", [], null, 429, "RateLimit", "limit-exceeded", "limited", "/limited/{**rest}"),
            new("consumer limit", "GET", "/consumer/", [good], null, 429, "RateLimit", "limit-exceeded", "consumer", "/consumer/{**rest}", "acme"),
            new("type", "POST", "/json/", [("Content-Type", "text/plain")], Marker, 415, "RequestLimits", "content-type-not-allowed", "json", "/json/{**rest}"),
            new("JSON", "POST", "/json/", [("Content-Type", "application/json")], $"{{\"{Marker}\":", 400, "RequestLimits", "json-malformed", "json", "/json/{**rest}"),
            new("too large", "POST", "/json/", [("Content-Type", "application/json")], new string('1', 2000), 413, "RequestLimits", "body-too-large", "json", "/json/{**rest}"),
            new("method", "DELETE", "/listed/", [], null, 405, "Routing", "method-not-allowed", None, None),
            new("no route", "GET", "/nowhere/", [], null, 404, "Routing", "no-route", None, None),
            new("not accepted", "BREW", "/keys/", [], null, 405, "CanonicalRequest", "method-not-accepted", None, None),
            new("dots", "GET", "/keys/../", [], null, 400, "CanonicalRequest", "path-dot-segment", None, None),
            new("twice", "GET", "/keys/", [good, good], null, 400, "CanonicalRequest", "header-repeated", None, None),
            new("preflight", "OPTIONS", "/cors/", [("Origin", "https://" + Marker), ("Access-Control-Request-Method", "GET")], null, 403, "Cors", "origin-not-allowed", "cors", "/cors/{**rest}"),
            new("address", "GET", "/internal/", [], null, 403, "IpAccess", "address-denied", "internal", "/internal/{**rest}"),
            new("backend", "GET", "/dead/", [], null, 502, "Forwarding", "backend-refused", "dead", "/dead/{**rest}"),
        ];
        Assert.Equal(18, cases.Length);
        Assert.Equal(200, (await client.GetAsync("/consumer/1", good)).Status);
        using var writer = new EventWriter();
        foreach (var c in cases)
        {
            var before = bench.Gateway.Events.All.Count;
            var answer = await client.SendAsync(
                c.Method, $"{c.Target}{Marker}?{Marker}={Marker}", [("X-Marker", Marker), ("User-Agent", Marker), .. c.Headers], c.Body is null ? null : Encoding.ASCII.GetBytes(c.Body));
            var seen = Refusals.Check(bench.Gateway, answer, c.Status, c.Policy, c.Reason, c.What);
            Assert.Equal(before + 1, bench.Gateway.Events.All.Count);
            Assert.True((seen.Action, seen.Consumer, seen.ClientAddress) == (c.Method, c.Consumer, "127.0.0.1"), $"{c.What}: {seen}");
            if (c.Route == None) Assert.Equal(seen.Route, seen.Resource);
            else Assert.True((seen.Route, seen.Resource) == (c.Route, c.Template), $"{c.What}: {seen}");

            var record = new ArrayBufferWriter<byte>();
            writer.Write(record, seen, TimeProvider.System.GetUtcNow());
            var text = Encoding.UTF8.GetString(record.WrittenSpan);
            foreach (var secret in (string[])[Marker, bench.Good, bench.Foreign, bench.Unscoped, "?"])
                Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{c.What}: {text}");
            Assert.Equal(1, text.Count(ch => ch == '\n'));
        }

        // Trace ids are one to a request, and none of them the client's choice.
        var ids = bench.Gateway.Events.All.Where(e => e.TraceId is not null).Select(e => e.TraceId).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        const string Chosen = "0af7651916cd43dd8448eb211c80319c";
        var traced = await client.GetAsync("/keys/1", ("traceparent", $"00-{Chosen}-b7ad6b7169203331-01"), ("X-Request-Id", Marker));
        Assert.NotEqual(Chosen, Refusals.Check(bench.Gateway, traced, 401, "Authentication", "credential-missing").TraceId);
    }

    [Fact]
    public async Task RequestThatPasses_HasNoEvent()
    {
        await using var bench = await StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        var before = bench.Gateway.Events.All.Count;
        Assert.Equal(200, (await client.GetAsync("/keys/1", KeyBench.Header(bench.Good))).Status);
        Assert.Equal(200, (await client.GetAsync("/public/1")).Status);
        Assert.Equal(before, bench.Gateway.Events.All.Count);
    }

    private static Task<KeyBench> StartAsync() => KeyBench.StartAsync(configure: (_, configuration) =>
    {
        using var closed = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var port = ((System.Net.IPEndPoint)closed.LocalEndpoint).Port;
        const string Open = """ "Authentication": { "Anonymous": { "Reason": "a test" } } """;
        configuration
            .Cluster($"http://127.0.0.1:{port}/", "dead")
            .Route("scoped", "/scoped/{**rest}", """{ "Authentication": { "Schemes": ["ApiKey:header"] }, "Authorization": { "Scopes": ["orders:read"] } }""")
            .Route("limited", "/limited/{**rest}", $$"""{ {{Open}}, "RateLimit": { "one": { "By": ["Address"], "Permits": 1, "Window": "1h" } } }""")
            .Route("consumer", "/consumer/{**rest}", KeyBench.Accepting("\"ApiKey:header\"").Insert(1, """ "RateLimit": { "each": { "By": ["Consumer"], "Permits": 1, "Window": "1h" } }, """))
            .Route("json", "/json/{**rest}", $$"""{ {{Open}}, "RequestLimits": { "ContentTypes": ["application/json"], "MaxBodyBytes": 1000 } }""")
            .Route("listed", "/listed/{**rest}", more: """{ "Match": { "Methods": ["GET"] } }""")
            .Route("cors", "/cors/{**rest}", $$"""{ {{Open}}, "Cors": { "Origins": ["https://app.example.com"] } }""")
            .Route("internal", "/internal/{**rest}", $$"""{ {{Open}}, "IpAccess": { "Deny": ["127.0.0.0/8"] } }""")
            .Route("dead", "/dead/{**rest}", cluster: "dead");
    });
}
