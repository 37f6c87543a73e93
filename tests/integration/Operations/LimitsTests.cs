using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Operations;

/// <summary>What the admin listener and <c>gateway limits top</c> tell of limits, with Redis and without.</summary>
public sealed class LimitsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly int _admin = RedisServer.FreePort();
    private readonly int _health = RedisServer.FreePort();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Limits_WithRedis_ShowsPartitionsLeasesAndTheStore()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await StartAsync($$"""{ "ConnectionString": "{{redis.Endpoint}}", "DecisionBudget": "1s" }""");
        await Eventually.Async(() => gateway.Services.GetRequiredService<RedisStore>().IsConnected, Patience, "connected to Redis");
        for (var i = 0; i < 4; i++) await GetAsync(gateway, "/own");
        for (var i = 0; i < 7; i++) await GetAsync(gateway, "/shared");

        // A look at the bucket, in case that what was known of it is a second old by now.
        JsonNode answer = null!;
        await Eventually.Async(
            async () =>
            {
                await LimitsAsync("/limits?find=Address=127.0.0.1");
                answer = await LimitsAsync("/limits");
                return Rule(answer, "shared") is not null;
            },
            Patience,
            "the partition is shown");
        var (own, shared) = (Rule(answer, "own"), Rule(answer, "shared"));
        Assert.Equal("""{"policy":"RateLimit","rule":"own","by":["Address","Route"],"counted":"process","limit":3,"used":1,"remaining":0,"held":0,"refused":1}""", Without(own, "partition", "perSecond"));
        Assert.Equal("""{"policy":"RateLimit","rule":"shared","by":["Address"],"counted":"redis","limit":10,"used":0.7,"remaining":3,"held":0,"refused":0}""", Without(shared, "partition", "perSecond"));
        Assert.Matches("^[0-9a-f]{32}$", own["partition"]!.GetValue<string>());
        Assert.DoesNotContain("127.0.0.1", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("""{"permits":0,"partitions":1}""", answer["leases"]!.ToJsonString());
        Assert.Equal("""{"connected":true,"breaker":"closed","degradedSeconds":0,"replicas":1,"lastFailure":null}""", Without(answer["store"]!, "since", "callsInFlight"));
        Assert.Single((await LimitsAsync("/limits?top=1"))["partitions"]!.AsArray());

        // The bucket's name in Redis is what is shown.
        Assert.StartsWith("*1", await redis.CommandAsync("KEYS", $"gw:{{gw:limits:????}}:{shared["partition"]}"), StringComparison.Ordinal);

        var found = (await LimitsAsync("/limits?find=Address=127.0.0.1"))["partitions"]!.AsArray();
        Assert.Equal(["flight null", "own 0", "shared 3"], found.Select(f => $"{f!["rule"]} {f["remaining"]?.ToJsonString() ?? "null"}").Order(StringComparer.Ordinal));
        Assert.Equal(own["partition"]!.ToJsonString(), found.Single(f => f!["rule"]!.GetValue<string>() == "own")!["partition"]!.ToJsonString());
        Assert.Equal(10, Assert.Single((await LimitsAsync("/limits?find=Address=192.0.2.9"))["partitions"]!.AsArray(), f => f!["rule"]!.GetValue<string>() == "shared")!["remaining"]!.GetValue<int>());
    }

    [Fact]
    public async Task Limits_RedisGone_TellsSinceWhenAndWhy_AndCountsTheTime()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var proxy = DelayingProxy.Start(redis.Port);
        await using var gateway = await StartAsync($$"""{ "ConnectionString": "127.0.0.1:{{proxy.Port}}", "DecisionBudget": "100ms" }""");
        var store = gateway.Services.GetRequiredService<RedisStore>();
        await Eventually.Async(() => store.IsConnected, Patience, "connected to Redis");
        await Eventually.Async(async () => await GetAsync(gateway, "/shared") == 200 && Rule(await LimitsAsync("/limits"), "shared") is not null, Patience, "Redis has decided");
        var before = await OverrunsAsync();

        proxy.Delay = TimeSpan.FromSeconds(2);
        await Eventually.Async(
            async () =>
            {
                await GetAsync(gateway, "/shared");
                return store.State is not BreakerState.Closed;
            },
            Patience,
            "the breaker is open");
        Assert.InRange(await OverrunsAsync() - before, 1, 100);
        var gone = (await LimitsAsync("/limits"))["store"]!;
        Assert.NotEqual("closed", gone["breaker"]!.GetValue<string>());
        Assert.Equal("timeout", gone["lastFailure"]!["reason"]!.GetValue<string>());
        await Eventually.Async(async () => await DegradedAsync() >= 0.2, Patience, "the time is counted");

        proxy.Delay = TimeSpan.Zero;
        await Eventually.Async(() => store.State is BreakerState.Closed, Patience, "the store is back");
        var total = await DegradedAsync();
        Assert.True(total >= 0.2);
        Assert.Equal(total, await DegradedAsync());
    }

    [Fact]
    public async Task LimitsTop_WithoutRedis_ShowsATableForPeopleAndJsonForPrograms()
    {
        await using var gateway = await StartAsync(redis: null);
        for (var i = 0; i < 4; i++) await GetAsync(gateway, "/own");
        string[] top = ["limits", "top", "--config", gateway.ConfigurationPath];
        var table = await GatewayProcess.RunAsync(_folder, top);
        Assert.True(table.ExitCode == 0, table.Errors);
        Assert.StartsWith("Redis: not configured; every process counts by itself\n", table.Output, StringComparison.Ordinal);
        Assert.Matches("\n 100%  own +Address,Route +process +3 +0 +0 +[0-9.]+ +1  [0-9a-f]{12}\n", table.Output);

        var json = await GatewayProcess.RunAsync(_folder, [.. top, "--json", "--find", "address=127.0.0.1"]);
        Assert.Equal(0, json.ExitCode);
        Assert.Equal(3, JsonNode.Parse(json.Output)!["partitions"]!.AsArray().Count);
        Assert.Single(json.Output.TrimEnd().Split('\n'));

        var wrong = await GatewayProcess.RunAsync(_folder, [.. top, "--find", "colour=red"]);
        Assert.Equal((3, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("find: found colour=red; allowed: Address=VALUE", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await GatewayProcess.RunAsync(_folder, [.. top, "--watch", "1"])).ExitCode);
        Assert.Equal(2, (await GatewayProcess.RunAsync(_folder, [.. top, "--top", "0"])).ExitCode);

        Assert.Equal(400, (await AnswerAsync("/limits?top=1001")).Status);
        Assert.Equal(405, (await AnswerAsync("/limits", "POST")).Status);
        Assert.Contains(gateway.Events.All, e => e is { Event: "admin.call", Resource: "/limits", Outcome: "success" });
    }

    private async Task<RunningGateway> StartAsync(string? redis)
    {
        var configuration = new TestConfiguration(_folder, _pki)
            .Cluster(_backend.Address)
            .Gateway($$"""{ "Admin": { "Port": {{_admin}} }, "Health": { "Address": "127.0.0.1", "Port": {{_health}} }{{(redis is null ? "" : $""", "Redis": {redis}""")}} }""")
            .Route("own", "/own", Limited(""" "RateLimit": { "own": { "By": ["Address", "Route"], "Permits": 3, "Window": "24h" } } """))
            .Route("shared", "/shared", Limited("""
                "RateLimit": { "shared": { "By": ["Address"], "Shared": true, "Permits": 10, "Window": "24h", "OnStoreFailure": "Allow" } },
                "ConcurrencyLimit": { "flight": { "By": ["Address"], "Permits": 10, "Shared": true } }
                """));
        return await RunningGateway.StartAsync(configuration);
    }

    private static string Limited(string policies) => $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, {{policies}} }""";

    private static async Task<int> GetAsync(RunningGateway gateway, string path)
    {
        await using var http = await gateway.Http1Async();
        return (await http.GetAsync(path, "localhost")).Status;
    }

    private async Task<double> DegradedAsync() => (await LimitsAsync("/limits"))["store"]!["degradedSeconds"]!.GetValue<double>();

    private async Task<double> OverrunsAsync()
    {
        await using var http = await RawHttp1Connection.ConnectAsync(_health, null);
        var line = (await http.GetAsync("/metrics", "localhost")).Text.Split('\n').FirstOrDefault(l => l.StartsWith("gateway_rate_limit_budget_overruns_total", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<JsonNode> LimitsAsync(string path)
    {
        var answer = await AnswerAsync(path);
        Assert.True(answer.Status == 200, answer.Text);
        return JsonNode.Parse(answer.Text)!;
    }

    private async Task<(int Status, string Text)> AnswerAsync(string path, string method = "GET")
    {
        await using var http = await RawHttp1Connection.ConnectAsync(_admin, null);
        await http.SendAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        var answer = await http.ReadResponseAsync();
        return (answer.Status, answer.Text);
    }

    private static JsonNode Rule(JsonNode answer, string rule) => answer["partitions"]!.AsArray().FirstOrDefault(p => p!["rule"]!.GetValue<string>() == rule)!;

    private static string Without(JsonNode node, params string[] names)
    {
        var copy = node.DeepClone().AsObject();
        foreach (var name in names) Assert.True(copy.Remove(name), name);
        return copy.ToJsonString();
    }
}
