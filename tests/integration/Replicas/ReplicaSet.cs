using System.Diagnostics;
using System.Net;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Replicas;

/// <summary>Gateways, each a process of its own, on one Redis, with a limit for each route.</summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly List<GatewayProcess> _gateways = [];
    private readonly List<HttpClient> _clients = [];
    private EchoBackend _echo = null!;

    /// <summary>How many there are.</summary>
    public int Count => _gateways.Count;

    public RedisServer Redis { get; private set; } = null!;

    /// <summary>What stands between the gateways and Redis.</summary>
    public DelayingProxy Network { get; private set; } = null!;

    /// <param name="count">How many.</param>
    /// <param name="redis">Members of Gateway:Redis beside the address.</param>
    /// <param name="rules">For each route, the members of its rule beside its partition, which is the header X-Key.</param>
    public static async Task<ReplicaSet> StartAsync(int count, string redis, IReadOnlyDictionary<string, string> rules)
    {
        var set = new ReplicaSet { Redis = await RedisServer.StartAsync(), _echo = await EchoBackend.StartAsync() };
        set.Network = DelayingProxy.Start(set.Redis.Port);
        for (var i = 0; i < count; i++) set.Start(i, count, redis, rules);
        await Task.WhenAll(set._gateways.Select(static g => g.WaitForErrorsAsync("Routes")));
        await set.DecideAsync();
        return set;
    }

    /// <summary>The processes.</summary>
    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    /// <summary>How many requests to a path were admitted: those that reached the backend, whether or not their answers reached anybody.</summary>
    public int Admitted(string path) => _echo.Served(path);

    /// <summary>One request to one of them: the status, and how long it took.</summary>
    public async Task<(int Status, TimeSpan Took)> GetAsync(int gateway, string path)
    {
        var since = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Host = "localhost";
        request.Headers.Add("X-Key", "one");
        using var response = await _clients[gateway].SendAsync(request);
        return ((int)response.StatusCode, Stopwatch.GetElapsedTime(since));
    }

    /// <summary>Waits until each of them is answered by Redis, and returns how long that took.</summary>
    public async Task<TimeSpan> DecideAsync()
    {
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => Eventually.Async(
            async () => (await GetAsync(i, "/probe")).Status == 200, TimeSpan.FromSeconds(30), $"Redis decides for gateway {i}")));
        return Stopwatch.GetElapsedTime(since);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await Network.DisposeAsync();
        await Redis.DisposeAsync();
        await _echo.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    private void Start(int index, int count, string redis, IReadOnlyDictionary<string, string> rules)
    {
        var port = RedisServer.FreePort();
        var configuration = new TestConfiguration(_folder, _pki)
            .Gateway($$"""
                {
                  "Https": { "Port": {{port}} },
                  "Redis": { "ConnectionString": "127.0.0.1:{{Network.Port}}", "Replicas": {{count}}, {{redis}} }
                }
                """)
            .Cluster(_echo.Http1Address)
            .Route("probe", "/probe", Limited("probe", """ "Permits": 1000000, "Window": "24h", "OnStoreFailure": "Deny" """));
        foreach (var (route, rule) in rules) configuration.Route(route, "/" + route, Limited(route, rule));
        var path = configuration.Write($"gateway-{index}.json");
        _gateways.Add(GatewayProcess.Start(_folder, "--config", path));
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
#pragma warning disable CA5359 // The certificate is not what these tests are about.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        _clients.Add(new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}/") });
    }

    private static string Limited(string name, string rule) => $$"""
        {
          "Authentication": { "Anonymous": { "Reason": "a test" } },
          "RateLimit": { "{{name}}": { "By": ["Header:X-Key"], "Shared": true, {{rule}} } }
        }
        """;
}
