using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Where the rules could not see everything, or what they see changes: nothing passes unseen.</summary>
public sealed class WafLimitTests
{
    private const string Attack = "<script>alert(1)</script>";
    private const string NoLimits = """{ "RequestLimits": null }""";

    private static readonly (string, string) Json = ("Content-Type", "application/json");
    private static readonly (string, string) Form = ("Content-Type", "application/x-www-form-urlencoded");

    // More cookies than the engine keeps values, in a head of a usual size.
    private static readonly (string, string) Cookies = ("Cookie", string.Concat(Enumerable.Repeat("a;", 12_000)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "RequestBody": false }""")]
    [InlineData("""{ "Exclusions": [{ "RuleIds": ["200000-999999"] }] }""")]
    public async Task Overflow_InEnforce_IsRefused(string options)
    {
        await using var bench = await WafBench.StartAsync(options, NoLimits);
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/", Cookies), 400, "inspection-overflow");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("a=1"), Form, Cookies), 400, "inspection-overflow");
        Assert.Empty(bench.Backend.Requests);
    }

    /// <summary>Rule 933120 chains on what it has matched, and keeps so much of it.</summary>
    [Fact]
    public async Task Decoys_InFrontOfWhatARuleChainsOn_AreRefused()
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/?x=allow_url_include=1"), 403, "anomaly-score");
        bench.Refused(await client.GetAsync("/?x=allow_url_include=1", ("Cookie", string.Concat(Enumerable.Repeat("asp_tags;", 1024)))), 400, "inspection-overflow");
        Assert.Empty(bench.Backend.Requests);
    }

    [Fact]
    public async Task Overflow_InReport_IsToldAndPasses()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Report", "Exclusions": [{ "RuleIds": ["900000-999999"] }] }""", NoLimits);
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/", Cookies)).Status);
        Assert.Equal(200, (await client.PostAsync("/", WafBench.Utf8("a=1"), Form, Cookies)).Status);
        Assert.Equal(["inspection-overflow", "inspection-overflow"], bench.Reported);
    }

    /// <summary>Rules of one's own can need more memory than an answer is worth: 64 times the body here.</summary>
    [Fact]
    public async Task Overflow_InAnAnswer_IsRefused()
    {
        const string Rule = "SecRule RESPONSE_BODY \"@contains never\" \"id:1,phase:4,deny,t:none,t:hexEncode,t:hexEncode,t:hexEncode,t:hexEncode,t:hexEncode,t:hexEncode,t:hexEncode\"\n";
        await using var bench = await WafBench.StartAsync("""{ "Rules": ["a.conf"], "Response": "Body", "MaxInspectedResponseBytes": "2MiB" }""", "{}", ("a.conf", Rule));
        var size = 1 << 10;
        bench.Backend.Answer = _ => BackendResponse.Ok(new string('x', size));
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        size = 3 << 19;
        bench.Refused(await client.GetAsync("/"), 502, "response-inspection-overflow");
    }

    [Fact]
    public async Task Arguments_BeyondTheLimit_AreRefused()
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var client = await bench.ConnectAsync();
        var many = string.Join('&', Enumerable.Repeat("a=1", 1200));
        bench.Refused(await client.GetAsync("/?" + many), 400, "rule");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8(many + "&b=" + Uri.EscapeDataString(Attack)), Form), 400, "rule");
        Assert.Equal(200, (await client.PostAsync("/", WafBench.Utf8(string.Join('&', Enumerable.Repeat("a=1", 200))), Form)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chunked_InSmallPieces_IsInspected_AndTrailersDoNotGoOn(bool attack)
    {
        await using var bench = await WafBench.StartAsync();
        await using var connection = await bench.Gateway.Http1Async();
        var body = "a=" + Uri.EscapeDataString(attack ? Attack : "fine");
        await connection.SendAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n");
        foreach (var c in body) await connection.SendAsync($"1\r\n{c}\r\n");
        await connection.SendAsync($"0\r\nX-Late: {Attack}\r\n\r\n");
        var answer = WireAnswer.Of(await connection.ReadResponseAsync());
        if (attack)
        {
            bench.Refused(answer, 403, "anomaly-score");
            Assert.Empty(bench.Backend.Requests);
            return;
        }

        Assert.Equal(200, answer.Status);
        var seen = Assert.Single(bench.Backend.Requests);
        Assert.Equal(body, seen.BodyText);
        Assert.Empty(seen.Trailers);
    }

    [Fact]
    public async Task Upgrades_AreInspectedAsTheGetThatTheyAre()
    {
        await using var bench = await WafBench.StartAsync();
        const string Target = "/?q=%3Cscript%3Ealert(1)%3C/script%3E";
        await using (var http2 = await bench.Gateway.Http2Async())
        {
            Assert.Equal(403, (await http2.ConnectWebSocketAsync(Target)).Response.Status);
            Assert.Equal(200, (await http2.ConnectWebSocketAsync("/ws")).Response.Status);
        }

        (string, string)[] upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];
        await using (var http1 = await bench.ConnectAsync()) bench.Refused(await http1.GetAsync(Target, upgrade), 403, "anomaly-score");
        // A body behind an upgrade that is none.
        await using (var http1 = await bench.ConnectAsync())
            bench.Refused(await http1.PostAsync("/", WafBench.Utf8("a=" + Uri.EscapeDataString(Attack)), Form, ("Connection", "Upgrade"), ("Upgrade", "h2c")), 403, "anomaly-score");
        await using (var http1 = await bench.ConnectAsync())
            Assert.Equal(400, (await http1.PostAsync("/", WafBench.Utf8("a=" + Uri.EscapeDataString(Attack)), [Form, .. upgrade])).Status);
    }

    /// <summary>Names can be made to look like places in JSON; only the places are excluded.</summary>
    [Fact]
    public async Task Exclusions_OfJsonPaths_AreNotReachedByNamesThatLookAlike()
    {
        await using var bench = await WafBench.StartAsync("""{ "Exclusions": [{ "Targets": ["$.items[*].html", "$['a.b']"] }] }""");
        await using var client = await bench.ConnectAsync();
        var value = Uri.EscapeDataString(Attack);
        Assert.Equal(200, (await client.PostAsync("/", WafBench.Utf8($$"""{"items":[{"html":{"x.y":"{{Attack}}"} }],"a.b":"{{Attack}}"}"""), Json)).Status);
        bench.Refused(await client.GetAsync("/?json.items.0.html=" + value), 403, "anomaly-score", "a parameter of the query");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("json.items.0.html=" + value), Form), 403, "anomaly-score", "a field of a form");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8($$"""{"items.0.html":"{{Attack}}"}"""), Json), 403, "anomaly-score", "a member with dots");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8($$"""{"items.0":{"html":"{{Attack}}"} }"""), Json), 403, "anomaly-score", "a member with a dot above");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8($$"""{"a":{"b":"{{Attack}}"} }"""), Json), 403, "anomaly-score", "two members for one with a dot");
    }

    /// <summary>A request that is being read keeps its rules; one that comes later gets the new ones. Files that rules refer to count.</summary>
    [Fact]
    public async Task Reload_WhileABodyComes_LeavesItsRules()
    {
        const string Rule = "SecRule ARGS_POST:a \"@pmFromFile words.data\" \"id:1001,phase:2,deny,status:403,log\"\n";
        await using var bench = await WafBench.StartAsync("""{ "Rules": ["rules/*.conf"] }""", "{}", ("rules/a.conf", Rule), ("rules/words.data", "first\n"));
        var reloader = bench.Gateway.Services.GetRequiredService<ConfigurationReloader>();
        await using var slow = await bench.Gateway.Http1Async();
        await slow.SendAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n");
        // The gateway asks for the body: it has begun to read it, with the rules of now.
        var continues = await slow.ReadExactlyAsync("HTTP/1.1 100 Continue\r\n\r\n".Length);
        Assert.StartsWith("HTTP/1.1 100", System.Text.Encoding.ASCII.GetString(continues), StringComparison.Ordinal);

        bench.Folder.Write("rules/words.data", "second\n");
        Assert.True((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.PostAsync("/", "a=second"u8.ToArray(), Form), 403, "rule");
        Assert.Equal(200, (await client.PostAsync("/", "a=first"u8.ToArray(), Form)).Status);
        await slow.SendAsync("a=first");
        bench.Refused(WireAnswer.Of(await slow.ReadResponseAsync()), 403, "rule");

        // A file that is gone, or has nothing that is a rule, changes nothing.
        File.Delete(Path.Combine(bench.Folder.FullPath, "rules", "words.data"));
        Assert.False((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);
        File.Delete(Path.Combine(bench.Folder.FullPath, "rules", "a.conf"));
        Assert.False((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);
        bench.Refused(await client.PostAsync("/", "a=second"u8.ToArray(), Form), 403, "rule");
    }

    /// <summary>In Report mode a request that was reported does not hide what its answer holds.</summary>
    [Fact]
    public async Task Report_OfARequestAndItsAnswer_TellsBoth()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Report", "Response": "Body" }""");
        bench.Backend.Answer = static _ => BackendResponse.Ok("ORA-01756: quoted string not properly terminated");
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/?q=%3Cscript%3Ealert(1)%3C/script%3E")).Status);
        Assert.Equal(["anomaly-score", "response-anomaly-score"], bench.Reported);
    }
}
