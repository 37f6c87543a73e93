using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis.Replicas;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.IntegrationTests.Redis.Cluster;

/// <summary>Everything else that gateways keep in Redis, on a cluster: beats, slots of concurrency limits, API keys, the cache.</summary>
[Collection(ClusterTests.Name)]
public sealed class ClusterServicesTests(ClusterFixture fixture)
{
    private const int Permits = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RedisCluster _cluster = fixture.Cluster;

    [Fact]
    public async Task TwoGateways_OnACluster_ShareSlotsBeatsKeysAndTheCache()
    {
        var gate = new TaskCompletionSource();
        using var pki = new TestPki();
        using TempFolder one = new(), other = new();
        await using var backend = RecordingBackend.Start();
        backend.Answer = request => request.RequestLine.Contains("/held", StringComparison.Ordinal) ? BackendResponse.Ok() with { Gate = gate.Task } : BackendResponse.Ok();
        await using var first = await StartAsync(one, pki, backend);
        await using var second = await StartAsync(other, pki, backend);
        await Eventually.Async(() => Alive(first) == 2 && Alive(second) == 2, Patience, "they know of each other");

        List<RawHttp1Connection> held = [];
        for (var i = 0; i < Permits; i++)
        {
            held.Add(await (i % 2 == 0 ? first : second).Http1Async());
            await held[i].SendAsync("GET /slots/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await Eventually.Async(() => backend.Heads == i + 1, Patience, "one more is in flight");
        }

        Assert.Equal((429, 429), (await StatusAsync(first, "/slots/free"), await StatusAsync(second, "/slots/free")));
        gate.SetResult();
        foreach (var client in held) await client.DisposeAsync();
        await Eventually.Async(async () => await StatusAsync(first, "/slots/free") == 200 && await StatusAsync(second, "/slots/free") == 200, Patience, "free again");

        var key = await SharedKeyBench.CreateAsync(first);
        await Task.WhenAll(SharedKeyBench.UntilAsync(first, key.Text, 200), SharedKeyBench.UntilAsync(second, key.Text, 200));
        Assert.True(await SharedKeyBench.Store(second).RevokeAsync(key.Text.Split('_')[1]));
        await Task.WhenAll(SharedKeyBench.UntilAsync(first, key.Text, 401), SharedKeyBench.UntilAsync(second, key.Text, 401));

        for (var i = 0; i < 20; i++) await Cache(first).SetAsync($"entry {i}", [(byte)i], new());
        for (var i = 0; i < 20; i++) Assert.Equal((byte)i, Assert.Single((await Cache(second).GetAsync($"entry {i}"))!));
        Assert.DoesNotContain(first.Events.All.Concat(second.Events.All), static e => e.Event.StartsWith("store.", StringComparison.Ordinal));
    }

    private static int Alive(RunningGateway gateway) => gateway.Services.GetRequiredService<ReplicaCount>().Alive;

    private static IDistributedCache Cache(RunningGateway gateway) => gateway.Services.GetRequiredService<IDistributedCache>();

    private static async Task<int> StatusAsync(RunningGateway gateway, string path)
    {
        await using var client = await gateway.Http1Async();
        return (await client.GetAsync(path)).Status;
    }

    private async Task<RunningGateway> StartAsync(TempFolder folder, TestPki pki, RecordingBackend backend)
    {
        var configuration = new TestConfiguration(folder, pki).Cluster(backend.Address)
            .Gateway($$"""
                {
                  "Redis": { "ConnectionString": "{{_cluster.ConnectionString}}", "DecisionBudget": "2s" },
                  "ApiKeys": { "partners": { "Store": "Redis", "Pepper": "{{new string('p', 32)}}" } }
                }
                """)
            .Route("slots", "/slots/{**rest}", $$"""
                { "Authentication": { "Anonymous": { "Reason": "a test" } },
                  "ConcurrencyLimit": { "few": { "By": ["Route"], "Shared": true, "Permits": {{Permits}}, "OnStoreFailure": "Deny" } } }
                """)
            .Route("keys", "/keys", """
                { "Authentication": { "Schemes": ["ApiKey:partners"], "FailureBudget": { "Enabled": false } }, "Authorization": { "AnyAuthenticated": true } }
                """);
        var gateway = await RunningGateway.StartAsync(configuration, customize: static services => services.Replace(ServiceDescriptor.Singleton(Replica.Quick)));
        await Eventually.Async(() => gateway.Services.GetRequiredService<ReplicaLease>().IsValid, Patience, "it beats");
        return gateway;
    }
}
