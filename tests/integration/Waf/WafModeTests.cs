
namespace Gateway.IntegrationTests.Waf;

/// <summary>What is done with what rules find: modes, ramps, exclusions, thresholds, and what is told of it.</summary>
public sealed class WafModeTests
{
    private const string Attack = "/items?id=1%27%20UNION%20SELECT%20password%20FROM%20users--";

    private static readonly (string, string) Json = ("Content-Type", "application/json");

    [Fact]
    public async Task Event_OfARefusal_SaysWhyWithoutValues()
    {
        await using var bench = await WafBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var answer = await client.GetAsync(Attack);
        var seen = bench.Refused(answer, 403, "anomaly-score");
        var facts = WafBench.Facts(seen);

        Assert.Equal(949110, facts.GetProperty("decidedBy").GetInt64());
        Assert.Equal((5, 1), (facts.GetProperty("threshold").GetInt32(), facts.GetProperty("paranoiaLevel").GetInt32()));
        Assert.True(facts.GetProperty("score").GetInt32() >= 5);
        Assert.True(facts.GetProperty("scores").GetProperty("sqli").GetInt32() >= 5);
        var rules = facts.GetProperty("rules").EnumerateArray().ToList();
        Assert.Contains(rules, static r => r.GetProperty("id").GetInt64() == 942100);
        Assert.All(rules, static r => Assert.Contains("ARGS:id", r.GetProperty("targets").EnumerateArray().Select(static t => t.GetString())));
        Assert.Contains(rules, static r => r.GetProperty("tags").EnumerateArray().Any(static t => t.GetString() == "attack-sqli"));
        Assert.DoesNotContain("password", facts.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("942100", answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("crs", answer.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task LogValues_ShowsWhatMatched_AndNoSecrets()
    {
        await using var bench = await WafBench.StartAsync("""{ "LogValues": true }""");
        await using var client = await bench.ConnectAsync();
        var facts = WafBench.Facts(bench.Refused(await client.GetAsync("/?q=%3Cscript%3Ealert(4111111111111111)%3C/script%3E"), 403, "anomaly-score")).ToString();
        Assert.Contains("\"value\":", facts, StringComparison.Ordinal);
        Assert.Contains("script", facts, StringComparison.Ordinal);
        Assert.DoesNotContain("4111111111111111", facts, StringComparison.Ordinal);
        facts = WafBench.Facts(bench.Refused(await client.GetAsync("/?password=hunter2%27%20OR%201=1--"), 403, "anomaly-score")).ToString();
        Assert.DoesNotContain("hunter2", facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_TellsAndLetsPass()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Report" }""");
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync(Attack)).Status);
        Assert.Equal(200, (await client.PostAsync("/", """{"q":"<script>alert(1)</script>"}"""u8.ToArray(), Json)).Status);
        Assert.Equal(200, (await client.GetAsync("/items?id=1")).Status);
        Assert.Equal(["anomaly-score", "anomaly-score"], bench.Reported);
        Assert.Equal("""{"q":"<script>alert(1)</script>"}"""u8.ToArray(), (await bench.Backend.WaitForRequestsAsync(3))[1].Body.ToArray());
    }

    [Fact]
    public async Task Off_NeedsNoRules()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Off", "Rules": ["none/*.conf"] }""");
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync(Attack)).Status);
        Assert.Empty(bench.Reported);
    }

    /// <summary>Which clients are on which side follows from their addresses: the same ones in each run.</summary>
    [Fact]
    public async Task EnforcePercent_RefusesTheSameClientsEachTime_AndReportsTheOthers()
    {
        await using var bench = await WafBench.StartAsync("""{ "EnforcePercent": 50 }""");
        var refused = new List<int>();
        for (var i = 1; i <= 20; i++)
        {
            await using var client = await bench.ConnectAsync(from: $"127.0.0.{i}");
            var statuses = new[] { (await client.GetAsync(Attack)).Status, (await client.GetAsync(Attack)).Status };
            Assert.Equal(statuses[0], statuses[1]);
            Assert.Equal(200, (await client.GetAsync("/items?id=1")).Status);
            if (statuses[0] == 403) refused.Add(i);
        }

        Assert.InRange(refused.Count, 4, 16);
        Assert.Equal(2 * (20 - refused.Count), bench.Reported.Count());
        Assert.Equal(2 * refused.Count, bench.Gateway.Events.All.Count(static e => e is { Event: "request.rejected", Policy: "Waf" }));
    }

    [Theory]
    [InlineData("""{ "RuleIds": ["900000-999999"] }""")]
    [InlineData("""{ "Tags": ["attack-sqli", "attack-protocol"] }""")]
    [InlineData("""{ "Targets": ["ARGS:id", "REQUEST_URI", "QUERY_STRING"] }""")]
    [InlineData("""{ "Tags": ["attack-sqli"], "Targets": ["ARGS:/^i.$/"] }""")]
    public async Task Exclusions_LetPassWhatTheyMean(string exclusion)
    {
        await using var bench = await WafBench.StartAsync("{ \"Exclusions\": [" + exclusion + "] }");
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync(Attack)).Status);
        if (!exclusion.Contains("900000", StringComparison.Ordinal)) bench.Refused(await client.GetAsync("/?other=%3Cscript%3Ealert(1)%3C/script%3E"), 403, "anomaly-score");
    }

    [Fact]
    public async Task Exclusions_OfJsonPaths_CoverTheirPlaceAlone()
    {
        await using var bench = await WafBench.StartAsync("""{ "Exclusions": [{ "Targets": ["$.items[*].html"] }] }""");
        await using var client = await bench.ConnectAsync();
        const string Html = "<script>alert(1)</script>";
        Assert.Equal(200, (await client.PostAsync("/", WafBench.Utf8($$"""{"items":[{"html":"x"},{"html":"{{Html}}"}]}"""), Json)).Status);
        Assert.Equal(200, (await client.PostAsync("/", WafBench.Utf8("{\"items\":[{\"html\":{\"a\":[\"" + Html + "\"]}}]}"), Json)).Status);
        bench.Refused(await client.PostAsync("/", WafBench.Utf8($$"""{"items":[{"text":"{{Html}}"}]}"""), Json), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8($$"""{"html":"{{Html}}"}"""), Json), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8($$"""{"items":[{"htmlx":"{{Html}}"}]}"""), Json), 403, "anomaly-score");
    }

    [Fact]
    public async Task Thresholds_AndVariables_AreTheRoutes()
    {
        await using var bench = await WafBench.StartAsync("""{ "InboundThreshold": 1000, "Variables": { "allowed_methods": "GET" } }""");
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync(Attack)).Status);
        Assert.Equal(200, (await client.SendAsync("DELETE", "/items/1", [])).Status);

        await using var strict = await WafBench.StartAsync("""{ "Variables": { "allowed_methods": "GET" } }""");
        await using var other = await strict.ConnectAsync();
        strict.Refused(await other.SendAsync("DELETE", "/items/1", []), 403, "anomaly-score");
        Assert.Equal(200, (await other.GetAsync("/items/1")).Status);
    }

    [Fact]
    public async Task ParanoiaLevel_Raised_RefusesMore_AndDetectionOnlyCounts()
    {
        const string Target = "/items?q=caf%C3%A9";
        await using var low = await WafBench.StartAsync("""{ "ParanoiaLevel": 1, "DetectionParanoiaLevel": 3 }""");
        await using var high = await WafBench.StartAsync("""{ "ParanoiaLevel": 3 }""");
        await using var lowClient = await low.ConnectAsync();
        await using var highClient = await high.ConnectAsync();
        Assert.Equal(200, (await lowClient.GetAsync(Target)).Status);
        Assert.Equal(3, WafBench.Facts(high.Refused(await highClient.GetAsync(Target), 403, "anomaly-score")).GetProperty("paranoiaLevel").GetInt32());
    }
}
