using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis.Faults;

/// <summary>A gateway in this process with one route for each answer to an outage, its Redis behind TLS and a network that can be slow.</summary>
internal sealed class FaultySystem : IAsyncDisposable
{
    public const int Permits = 40, Replicas = 4;
    public static readonly string[] Modes = ["Deny", "Local", "Allow"];
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly TestPki _strange = new("Strange CA");
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, long> _degraded = new();
    private HttpClient _client = null!;

    public RedisServer Redis { get; private set; } = null!;

    public DelayingProxy Network { get; private set; } = null!;

    public RunningGateway Gateway { get; private set; } = null!;

    public RedisStore Store => Gateway.Services.GetRequiredService<RedisStore>();

    /// <summary>The longest that a request took.</summary>
    public TimeSpan Longest { get; set; }

    public static async Task<FaultySystem> StartAsync()
    {
        var system = new FaultySystem();
        await system.StartRedisAsync();
        await system.StartGatewayAsync();
        return system;
    }

    /// <summary>The store's events so far.</summary>
    public string[] StoreEvents => [.. Gateway.Events.All.Select(static e => e.Event).Where(static e => e.StartsWith("store.", StringComparison.Ordinal))];

    /// <summary>Requests that the rule of a mode decided without Redis.</summary>
    public long Degraded(string mode) => _degraded.GetValueOrDefault(mode.ToLowerInvariant());

    /// <summary>The status of one request to the route of a mode.</summary>
    /// <param name="mode">The route.</param>
    /// <param name="tenant">Its partition.</param>
    public async Task<int> GetAsync(string mode, string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/" + mode);
        request.Headers.Host = "localhost";
        request.Headers.Add("X-Tenant", tenant);
        var since = Stopwatch.GetTimestamp();
        using var response = await _client.SendAsync(request);
        var took = Stopwatch.GetElapsedTime(since);
        if (took > Longest) Longest = took;
        return (int)response.StatusCode;
    }

    /// <summary>Makes Redis present a certificate of the authority that the gateway trusts, or of another, and ends all connections.</summary>
    public async Task PresentAsync(bool isTrusted)
    {
        var files = CertificateWriter.WritePem(_folder.FullPath, isTrusted ? "trusted" : "strange", (isTrusted ? _pki : _strange).Server("redis.test"));
        Assert.Equal("+OK", await Redis.CommandAsync("CONFIG", "SET", "tls-cert-file", files.CertificatePath, "tls-key-file", files.KeyPath));
        await Redis.CommandAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        _client.Dispose();
        await Gateway.DisposeAsync();
        await Network.DisposeAsync();
        await Redis.DisposeAsync();
        await _backend.DisposeAsync();
        _strange.Dispose();
        _pki.Dispose();
        _folder.Dispose();
    }

    private async Task StartRedisAsync()
    {
        var files = CertificateWriter.WritePem(_folder.FullPath, "trusted", _pki.Server("redis.test"));
        var port = RedisServer.FreePort();
        Redis = await RedisServer.StartAsync(
            "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", files.CertificatePath, "--tls-key-file", files.KeyPath,
            "--tls-ca-cert-file", _pki.WriteAuthority(_folder.FullPath), "--tls-auth-clients", "no");
        Network = DelayingProxy.Start(port);
    }

    private async Task StartGatewayAsync()
    {
        var configuration = new TestConfiguration(_folder, _pki).Cluster(_backend.Address).Gateway($$"""
            {
              "Redis": {
                "ConnectionString": "127.0.0.1:{{Network.Port}},ssl=true,sslHost=redis.test", "CaPath": "{{_pki.WriteAuthority(_folder.FullPath)}}",
                "DecisionBudget": "{{Budget.TotalMilliseconds}}ms", "Replicas": {{Replicas}}
              }
            }
            """);
        foreach (var mode in Modes)
        {
            configuration.Route(mode, "/" + mode, $$"""
                {
                  "Authentication": { "Anonymous": { "Reason": "a test" } },
                  "RateLimit": { "{{mode.ToLowerInvariant()}}": { "By": ["Header:X-Tenant"], "Shared": true, "Permits": {{Permits}}, "Burst": {{Permits - 1}}, "Window": "24h", "OnStoreFailure": "{{mode}}" } }
                }
                """);
        }

        Gateway = await RunningGateway.StartAsync(configuration);
        var meters = Gateway.Services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "gateway.rate_limit.degraded") listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Key == "rule") _degraded.AddOrUpdate((string)tag.Value!, count, (_, before) => before + count);
        });
        _meters.Start();
        var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The gateway's certificate is not what these tests are about.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        _client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{Gateway.HttpsPort}/"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }
}
