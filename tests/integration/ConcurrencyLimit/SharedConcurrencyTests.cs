using Gateway.IntegrationTests.Redis;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Redis.Replicas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.IntegrationTests.ConcurrencyLimit;

/// <summary>Gateways that share slots through a real Redis, with a backend that holds every request until it is told.</summary>
public sealed class SharedConcurrencyTests : IAsyncLifetime
{
    private const int Permits = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<TempFolder> _folders = [];
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly TaskCompletionSource _gate = new();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _backend.Answer = request => request.RequestLine.Contains("/held", StringComparison.Ordinal) ? BackendResponse.Ok() with { Gate = _gate.Task } : BackendResponse.Ok();
        _redis = await RedisServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _redis.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        foreach (var folder in _folders) folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Gateways_UnderLoad_ExactlyThePermitsAtOnceWhereverTheyAreNeeded(int replicas)
    {
        var gateways = new RunningGateway[replicas];
        for (var i = 0; i < replicas; i++) gateways[i] = await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => gateways[i % replicas].Http1Async()));
        var answers = clients.Select(c => c.GetAsync("/local/held")).ToList();
        await Eventually.Async(() => answers.Count(a => a.IsCompleted) == 20 - Permits && _backend.Heads == Permits, Patience, "the rest is refused");
        Assert.All(answers.Where(a => a.IsCompleted), static a => Assert.Equal(429, a.GetAwaiter().GetResult().Status));

        _gate.SetResult();
        await Task.WhenAll(answers);
        await EmptyAsync(gateways);
        foreach (var client in clients) await client.DisposeAsync();
        foreach (var gateway in gateways) await gateway.DisposeAsync();
    }

    [Fact]
    public async Task Slots_OfOneGateway_ComeToTheOtherWhenItsRequestsEnd()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var held = await HoldAsync(first, "/local/held", Permits);
        Assert.Equal(429, await StatusAsync(second, "/local/free"));
        held[0].Abort();
        await Eventually.Async(async () => await StatusAsync(second, "/local/free") == 200, TimeSpan.FromSeconds(5), "the slot has moved");
        foreach (var client in held) await client.DisposeAsync();
        // The first is idle; the second gets all of them.
        await Eventually.Async(() => Slots(first).Count == 0, Patience, "the first has returned everything");
        var moved = await HoldAsync(second, "/local/held", Permits);
        Assert.Equal(429, await StatusAsync(first, "/local/free"));
        foreach (var client in moved) await client.DisposeAsync();
        await EmptyAsync(first, second);
    }

    [Fact]
    public async Task Gateway_Stopped_ItsSlotsAreFreeAtOnce()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        foreach (var client in await HoldAsync(first, "/local/held", Permits)) await client.DisposeAsync();
        await first.DisposeAsync();
        await Eventually.Async(async () => await StatusAsync(second, "/local/free") == 200, Patience, "free");
    }

    [Fact]
    public async Task Outage_EachMode_HeldSlotsServeAndThenTheRuleDecides()
    {
        await using var gateway = await StartAsync();
        await using var other = await StartAsync();
        await Eventually.Async(() => gateway.Services.GetRequiredService<ReplicaCount>().Alive == 2, Patience, "they know of each other");
        var held = await HoldAsync(gateway, "/local/held", 1);
        await _redis.KillAsync();
        // Half of six, one of which is in flight.
        await Eventually.Async(async () => await StatusAsync(gateway, "/deny/free") == 503, Patience, "the outage is noticed");
        var more = await HoldAsync(gateway, "/local/held", 2);
        Assert.Equal(429, await StatusAsync(gateway, "/local/free"));
        Assert.Equal(503, await StatusAsync(gateway, "/deny/free"));
        Assert.Equal(200, await StatusAsync(gateway, "/allow/free"));

        // Back, and empty: it learns of the three that are in flight.
        await _redis.RestartAsync();
        await Eventually.Async(async () => await StatusAsync(gateway, "/deny/free") == 200, Patience, "the store decides again");
        await Eventually.Async(() => Slots(gateway).Shared!.UsableLife > 1 && Slots(other).Shared!.UsableLife > 1, Patience, "new lives");
        await Eventually.Async(async () => await ReportedAsync() == 3, Patience, "three are written down");
        var rest = await HoldAsync(other, "/local/held", 3);
        Assert.Equal(429, await StatusAsync(other, "/local/free"));
        Assert.Equal(429, await StatusAsync(gateway, "/local/free"));
        foreach (var client in held.Concat(more).Concat(rest)) await client.DisposeAsync();
        await EmptyAsync(gateway, other);
        await Eventually.Async(async () => await ReportedAsync() == 0, Patience, "nothing is written down");
    }

    private static SlotTable Slots(RunningGateway gateway) => gateway.Services.GetRequiredService<SlotTable>();

    private static async Task EmptyAsync(params RunningGateway[] gateways)
    {
        foreach (var gateway in gateways) await Eventually.Async(() => Slots(gateway).Count == 0, Patience, "nothing is in flight or held");
    }

    private static async Task<int> StatusAsync(RunningGateway gateway, string path)
    {
        await using var client = await gateway.Http1Async();
        return (await client.GetAsync(path)).Status;
    }

    // What all holders of all partitions have in use, as Redis has it.
    private async Task<int> ReportedAsync()
    {
        var reply = await _redis.CommandAsync("EVAL", """
            local sum = 0
            for _, key in ipairs(redis.call('KEYS', '*:slots:*')) do
              for _, value in ipairs(redis.call('HVALS', key)) do sum = sum + (tonumber(string.match(value, '^%d+ (%d+) ')) or 0) end
            end
            return sum
            """, "0");
        return int.Parse(reply.TrimStart(':'), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<RawHttp1Connection[]> HoldAsync(RunningGateway gateway, string path, int count)
    {
        var heads = _backend.Heads;
        var clients = new RawHttp1Connection[count];
        for (var i = 0; i < count; i++)
        {
            clients[i] = await gateway.Http1Async();
            await clients[i].SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        await Eventually.Async(() => _backend.Heads >= heads + count, Patience, $"{count} more are in flight");
        return clients;
    }

    private async Task<RunningGateway> StartAsync()
    {
        // One of its own: gateways watch their files.
        var folder = new TempFolder();
        _folders.Add(folder);
        // A generous budget: what is tested are counts, on a machine that may be busy.
        var configuration = new TestConfiguration(folder, _pki).Cluster(_backend.Address)
            .Gateway($$"""{ "Redis": { "ConnectionString": "{{_redis.Endpoint}}", "DecisionBudget": "2s" } }""");
        foreach (var mode in (string[])["Local", "Deny", "Allow"])
        {
            configuration.Route(mode, $"/{mode.ToLowerInvariant()}/{{**rest}}", $$"""
                { "Authentication": { "Anonymous": { "Reason": "a test" } },
                  "ConcurrencyLimit": { "{{mode.ToLowerInvariant()}}": { "By": ["Route"], "Shared": true, "Permits": {{Permits}}, "OnStoreFailure": "{{mode}}" } } }
                """);
        }

        var gateway = await RunningGateway.StartAsync(configuration, customize: static services => services.Replace(ServiceDescriptor.Singleton(Replica.Quick)));
        await Eventually.Async(() => gateway.Services.GetRequiredService<ReplicaLease>().IsValid, Patience, "it beats");
        return gateway;
    }
}
