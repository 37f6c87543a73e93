using System.Diagnostics;
using System.Net;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Replicas;

/// <summary>Four gateways, each a process of its own, on one Redis, with one route for each answer to its absence.</summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    public const int Count = 4;

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly List<GatewayProcess> _gateways = [];
    private readonly List<HttpClient> _clients = [];
    private EchoBackend _echo = null!;

    public RedisServer Redis { get; private set; } = null!;

    /// <summary>What stands between the gateways and Redis.</summary>
    public DelayingProxy Network { get; private set; } = null!;

    /// <param name="redis">Members of Gateway:Redis beside the address.</param>
    /// <param name="limit">Members of every rule beside its partition and what happens without Redis.</param>
    public static async Task<ReplicaSet> StartAsync(string redis, string limit)
    {
        var set = new ReplicaSet { Redis = await RedisServer.StartAsync(), _echo = await EchoBackend.StartAsync() };
        set.Network = DelayingProxy.Start(set.Redis.Port);
        for (var i = 0; i < Count; i++) set.Start(i, redis, limit);
        await Task.WhenAll(set._gateways.Select(static g => g.WaitForErrorsAsync("Routes")));
        await set.DecideAsync();
        return set;
    }

    /// <summary>One request to one of them: the status, and how long it took.</summary>
    public async Task<(int Status, TimeSpan Took)> GetAsync(int gateway, string path)
    {
        var since = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Host = "localhost";
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

    private void Start(int index, string redis, string limit)
    {
        var port = RedisServer.FreePort();
        var path = new TestConfiguration(_folder, _pki)
            .Gateway($$"""
                {
                  "Https": { "Port": {{port}} },
                  "Redis": { "ConnectionString": "127.0.0.1:{{Network.Port}}", "Replicas": {{Count}}, {{redis}} }
                }
                """)
            .Cluster(_echo.Http1Address)
            .Route("deny", "/deny", Limited("Deny", limit))
            .Route("local", "/local", Limited("Local", limit))
            .Route("allow", "/allow", Limited("Allow", limit))
            .Route("probe", "/probe", Limited("Deny", """ "Permits": 1000000, "Window": "24h" """))
            .Write($"gateway-{index}.json");
        _gateways.Add(GatewayProcess.Start(_folder, "--config", path));
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
#pragma warning disable CA5359 // The certificate is not what these tests are about.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        _clients.Add(new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}/") });
    }

    private static string Limited(string onStoreFailure, string limit) => $$"""
        {
          "Authentication": { "Anonymous": { "Reason": "a test" } },
          "RateLimit": { "shared-{{onStoreFailure}}": { "By": ["Address"], "Shared": true, "OnStoreFailure": "{{onStoreFailure}}", {{limit}} } }
        }
        """;
}
