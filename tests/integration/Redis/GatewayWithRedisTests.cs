using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>Whole gateways on one Redis: what clients see, with it and without it.</summary>
public sealed class GatewayWithRedisTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TwoGateways_OneRedis_ShareALimitThatSaysSo()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();

        Assert.Equal("200 200 200 429", await GetAsync("/deny", first, second, first, second));
        // Counted by each for itself, because it runs before authentication and does not say Shared.
        Assert.Equal("200 429 200 429", await GetAsync("/own", first, first, second, second));
    }

    [Fact]
    public async Task SharedAndOwnRule_OneRefuses_NeitherIsTaken()
    {
        await using var gateway = await StartAsync();
        // Shared refuses from the second request on, so the own rule (3 permits) still has two.
        Assert.Equal(200, await GetAsync(gateway, "/mixed"));
        for (var i = 0; i < 10; i++) Assert.Equal(429, await GetAsync(gateway, "/mixed"));
        await _redis.CommandAsync("FLUSHALL");
        await AdmittedAgainAsync(gateway);
        await _redis.CommandAsync("FLUSHALL");
        await AdmittedAgainAsync(gateway);
        await _redis.CommandAsync("FLUSHALL");
        Assert.Equal(429, await GetAsync(gateway, "/mixed"));
    }

    // What is known to be empty is asked about again after a second.
    private static Task AdmittedAgainAsync(RunningGateway gateway) =>
        Eventually.Async(async () => await GetAsync(gateway, "/mixed") == 200, TimeSpan.FromSeconds(2), "the flushed bucket is asked");

    private static async Task<string> GetAsync(string path, params RunningGateway[] gateways)
    {
        List<int> statuses = [];
        foreach (var gateway in gateways) statuses.Add(await GetAsync(gateway, path));
        return string.Join(' ', statuses);
    }

    private static async Task<int> GetAsync(RunningGateway gateway, string path)
    {
        await using var http = await gateway.Http1Async();
        return (await http.GetAsync(path, "localhost")).Status;
    }

    private async Task<RunningGateway> StartAsync()
    {
        // A generous budget: what is tested are statuses, on a machine that may be busy.
        var configuration = new TestConfiguration(_folder, _pki)
            .Cluster(_backend.Address)
            .Gateway($$"""{ "Redis": { "ConnectionString": "{{_redis.Endpoint}}", "Replicas": 2, "DecisionBudget": "1s" } }""")
            .Route("deny", "/deny", Limited("""{ "three": { "By": ["Address"], "Shared": true, "Permits": 3, "Window": "24h", "OnStoreFailure": "Deny" } }"""))
            .Route("allow", "/allow", Limited("""{ "many": { "By": ["Address"], "Shared": true, "Permits": 1000000, "Window": "24h", "OnStoreFailure": "Allow" } }"""))
            .Route("local", "/local", Limited("""{ "four": { "By": ["Address"], "Shared": true, "Permits": 4, "Window": "24h" } }"""))
            .Route("own", "/own", Limited("""{ "own": { "By": ["Address"], "Permits": 1, "Window": "24h" } }"""))
            .Route("mixed", "/mixed", Limited("""
                { "mine": { "By": ["Address"], "Permits": 3, "Window": "24h" }, "ours": { "By": ["Address"], "Shared": true, "Permits": 1, "Window": "24h", "OnStoreFailure": "Deny" } }
                """));
        var gateway = await RunningGateway.StartAsync(configuration);
        await Eventually.Async(() => gateway.Services.GetRequiredService<RedisStore>().IsConnected, Patience, "connected to Redis");
        return gateway;
    }

    private static string Limited(string rules) => $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": {{rules}} }""";
}
