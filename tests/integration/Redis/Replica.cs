using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Replicas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.IntegrationTests.Redis;

/// <summary>What one gateway has of limits: its stores and their services, without listeners.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Replica(RedisOptions options, TimeProvider time, ReplicaTimings timings)
    {
        _services = new ServiceCollection().AddSingleton(time).AddSingleton(timings).AddSingleton<IEventSink>(Events).AddRedis(options).AddRateLimit().BuildServiceProvider();
        Limits = _services.GetRequiredService<IRateLimitStore>();
        Store = _services.GetRequiredService<RedisStore>();
    }

    /// <summary>Everything about replicas in a fifth of the time.</summary>
    public static ReplicaTimings Quick { get; } = new()
    {
        Beat = TimeSpan.FromMilliseconds(200),
        Retry = TimeSpan.FromMilliseconds(50),
        Counted = TimeSpan.FromMilliseconds(1000),
        Lease = TimeSpan.FromMilliseconds(1600),
        Kept = TimeSpan.FromMilliseconds(2000),
    };

    public RecordingEventSink Events { get; } = new();

    public IRateLimitStore Limits { get; }

    public RedisStore Store { get; }

    /// <summary>With a budget that a busy machine keeps: what these tests ask is not how long a decision takes.</summary>
    public static RedisOptions Options(string connectionString) => new() { ConnectionString = connectionString, DecisionBudget = TimeSpan.FromSeconds(5) };

    /// <summary>Starts, and waits until Redis is asked unless told otherwise.</summary>
    public static async Task<Replica> StartAsync(RedisOptions options, TimeProvider? time = null, bool wait = true, ReplicaTimings? timings = null)
    {
        var replica = new Replica(options, time ?? TimeProvider.System, timings ?? new());
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

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Ends as a gateway does that is told to; <see cref="DisposeAsync"/> alone ends without a word.</summary>
    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
