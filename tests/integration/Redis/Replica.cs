using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.IntegrationTests.Redis;

/// <summary>What one gateway has of limits: its stores and their services, without listeners.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Replica(RedisOptions options, TimeProvider time)
    {
        _services = new ServiceCollection().AddSingleton(time).AddSingleton<IEventSink>(Events).AddRedis(options).AddRateLimit().BuildServiceProvider();
        Limits = _services.GetRequiredService<IRateLimitStore>();
        Store = _services.GetRequiredService<RedisStore>();
    }

    public RecordingEventSink Events { get; } = new();

    public IRateLimitStore Limits { get; }

    public RedisStore Store { get; }

    /// <summary>With a budget that a busy machine keeps: what these tests ask is not how long a decision takes.</summary>
    public static RedisOptions Options(string connectionString) => new() { ConnectionString = connectionString, DecisionBudget = TimeSpan.FromSeconds(5) };

    /// <summary>Starts, and waits until Redis is asked unless told otherwise.</summary>
    public static async Task<Replica> StartAsync(RedisOptions options, TimeProvider? time = null, bool wait = true)
    {
        var replica = new Replica(options, time ?? TimeProvider.System);
        foreach (var service in replica._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        if (wait) await Eventually.Async(() => replica.Store.IsConnected, TimeSpan.FromSeconds(10), "connected to Redis");
        return replica;
    }

    public BucketRule Rule(int permits, TimeSpan window, StoreFailureMode mode = StoreFailureMode.Local, string name = "shared") =>
        new(name, permits, window, permits, Limits) { OnStoreFailure = mode };

    public ValueTask<RateLimitVerdict> TakeAsync(BucketRule rule, string partition = "alice", int cost = 1)
    {
        var take = new RateLimitTake(rule, rule.Partition(partition), cost);
        return Limits.TryTakeAsync(new ReadOnlySpan<RateLimitTake>(in take));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
