using Gateway.Hosting.Health;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>Gateways whose API keys are in one Redis.</summary>
internal sealed class SharedKeyBench : IAsyncDisposable
{
    /// <summary>Generous, for a busy machine; what a test measures it says itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What the gateways follow.</summary>
    public static readonly KeySetSettings Settings = new("partners", "gw", new string('p', 32), 10_000);

    private const string Policies = """
        { "Authentication": { "Schemes": ["ApiKey:partners"], "FailureBudget": { "Enabled": false } }, "Authorization": { "AnyAuthenticated": true } }
        """;

    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly List<RunningGateway> _gateways = [];

    private SharedKeyBench(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    public TempFolder Folder { get; } = new();

    /// <summary>A configuration file of the same set, for commands.</summary>
    public string ConfigurationPath => Configuration().Write("commands.json");

    public static async Task<SharedKeyBench> StartAsync(params string[] redisArguments) => new(await RedisServer.StartAsync(redisArguments));

    public TestConfiguration Configuration() => new TestConfiguration(Folder, _pki)
        .Cluster(_backend.Address)
        .Gateway($$"""
            {
              "Redis": { "ConnectionString": "{{Redis.Endpoint}}", "DecisionBudget": "1s" },
              "ApiKeys": { "partners": { "Store": "Redis", "Pepper": "{{new string('p', 32)}}" } }
            }
            """)
        .Route("keys", "/keys", Policies)
        .Route("open", "/open");

    public async Task<RunningGateway> GatewayAsync(Func<TestConfiguration, TestConfiguration>? change = null)
    {
        var configuration = Configuration();
        var gateway = await RunningGateway.StartFileAsync((change?.Invoke(configuration) ?? configuration).Write($"gateway-{_gateways.Count}.json"));
        _gateways.Add(gateway);
        return gateway;
    }

    /// <summary>Makes a key on one gateway, as its admin listener does.</summary>
    public static Task<CreatedApiKey> CreateAsync(RunningGateway gateway, string consumer = "acme") => Store(gateway).CreateAsync(new NewApiKey(consumer));

    public static IApiKeyStore Store(RunningGateway gateway) =>
        gateway.Services.GetRequiredService<ApiKeyStores>().Manage("partners", gateway.Services.GetRequiredService<Policies.Configuration.CurrentSnapshot>().Value.Configuration.File.Gateway);

    public static KeySetHealth Health(RunningGateway gateway) => Assert.Single(gateway.Services.GetRequiredService<SharedKeySets>().Health());

    public static System.Text.Json.Nodes.JsonObject Readiness(RunningGateway gateway) => gateway.Services.GetRequiredService<Readiness>().Describe();

    public static async Task<int> AskAsync(RunningGateway gateway, string key, string path = "/keys")
    {
        await using var http = await gateway.Http1Async();
        return (await http.GetAsync(path, "localhost", ("X-Api-Key", key))).Status;
    }

    public static Task UntilAsync(RunningGateway gateway, string key, int status) =>
        Eventually.Async(async () => await AskAsync(gateway, key) == status, Patience, $"the key is answered with {status}");

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await Redis.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        Folder.Dispose();
    }
}
