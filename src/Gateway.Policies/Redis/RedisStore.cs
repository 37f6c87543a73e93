using Gateway.Policies.Redis.Cluster;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>
/// Redis with everything that keeps it from doing harm: a connection made in the background, a budget for each call, a breaker, an alarm.
/// </summary>
internal sealed class RedisStore : IHostedService, IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly RedisMetrics _metrics;
    private readonly RedisConnection _connection;
    private readonly StoreNodes _nodes;
    private readonly CancellationTokenSource _stopping = new();
    private int _isDisposed;

    public RedisStore(RedisOptions options, ConfigurationOptions configuration, StoreAlarm alarm, RedisMetrics metrics, TimeProvider time)
    {
        Options = options;
        Health = alarm.Health;
        metrics.ObserveDegraded(() => Health.Degraded);
        (_time, _metrics) = (time, metrics);
        _connection = new RedisConnection(configuration, time);
        // Probes have a budget of their own: they must find room when requests have used theirs up.
        var probes = new RedisBudget(options.DecisionBudget, maxInFlight: 16, time);
        _nodes = new StoreNodes(name => new StoreNode(
            options, name is null ? alarm : alarm.Of(name), node => new RedisRecovery(_connection, probes, node, options, () => _nodes!.AnyAsked, time).RunAsync(_stopping.Token), time));
        metrics.Observe(() => State, () => InFlight);
    }

    public RedisOptions Options { get; }

    /// <summary>Of a cluster, the state of the master that fares worst.</summary>
    public BreakerState State => _nodes.State;

    /// <summary>Several masters share the keys: what one script needs has to lie on one slot.</summary>
    public bool IsCluster => _connection.Map is not null;

    /// <summary>There is a connection to a server, whatever the server answers on it.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>Since when it is as it is, and what went wrong last.</summary>
    public StoreHealth Health { get; }

    /// <summary>Calls that the client still holds, those that were given up included.</summary>
    public int InFlight => _nodes.InFlight;

    /// <summary>Calls back when something is published on a channel, and when a new connection listens to it. Best effort: what is published in between is lost.</summary>
    public IDisposable Subscribe(string channel, Action published) => _connection.Subscribe(channel, published);

    /// <summary>The server of a key is asked at present.</summary>
    public bool IsAsked(RedisKey key) => NodeOf(key, out _).Breaker.IsClosed;

    /// <summary>Asks the store, for no longer than the budget. Never throws. Completes at once while the server of the key is not asked.</summary>
    /// <param name="key">What it is about: the one key of the call, or any of them.</param>
    /// <param name="start">Starts the call on the database that it is given.</param>
    /// <param name="state">Given to <paramref name="start"/>.</param>
    /// <param name="within">Another time than the budget of a decision, for what no request waits for.</param>
    public ValueTask<StoreReply<T>> AskAsync<TState, T>(RedisKey key, Func<IDatabase, TState, Task<T>> start, TState state, TimeSpan? within = null)
    {
        var node = NodeOf(key, out var routed);
        if (!node.Breaker.IsClosed) return Refuse<T>(StoreFailure.NotAsked);
        // The first attempt to connect has not ended; whether it fails is for that attempt to tell.
        if (_connection.Database is not { } database) return Refuse<T>(StoreFailure.Disconnected);

        var began = _time.GetTimestamp();
        var call = node.Budget.RunAsync(static s => s.start(s.database, s.state), (start, database, state), within);
        return ConcludeAsync(call, node, routed, began);
    }

    /// <summary>
    /// Asks what no request waits for, in a time and with a bound of its own. A failure does not count for the breaker: a command that the
    /// server's ACL refuses here must not stop decisions that work.
    /// </summary>
    public async ValueTask<StoreReply<T>> AskAsideAsync<TState, T>(RedisKey key, Func<IDatabase, TState, Task<T>> start, TState state, TimeSpan within)
    {
        var node = NodeOf(key, out _);
        if (!node.Breaker.IsClosed) return new(StoreFailure.NotAsked);
        if (_connection.Database is not { } database) return new(StoreFailure.Disconnected);
        return await node.Aside.RunAsync(static s => s.start(s.database, s.state), (start, database, state), within).ConfigureAwait(false);
    }

    /// <summary>Counts a decision that was made without asking, because the breaker is open.</summary>
    public void NotAsked() => _metrics.Called(StoreFailure.NotAsked, TimeSpan.Zero);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Never waited for: the gateway serves without Redis, and what needs it is decided by OnStoreFailure until it is there.
        _ = Task.Run(ConnectAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task ConnectAsync()
    {
        if (!await _connection.ConnectAsync().ConfigureAwait(false)) _nodes.Main.Breaker.Trip(StoreFailure.Disconnected);
    }

    private StoreNode NodeOf(RedisKey key, out string? routed)
    {
        routed = null;
        if (_connection.Map is not { } map) return _nodes.Main;
        routed = key;
        return _nodes.Of(map.OwnerOf(HashSlot.Of(routed)));
    }

    private ValueTask<StoreReply<T>> Refuse<T>(StoreFailure failure)
    {
        _metrics.Called(failure, TimeSpan.Zero);
        return new(new StoreReply<T>(failure));
    }

    private async ValueTask<StoreReply<T>> ConcludeAsync<T>(Task<StoreReply<T>> call, StoreNode node, string? key, long began)
    {
        var reply = await call.ConfigureAwait(false);
        var took = _time.GetElapsedTime(began);
        _metrics.Called(reply.Failure, took);
        if (!reply.IsAnswer) Health.Failed(reply.Failure, reply.Detail);
        // An answer that a request could not have waited for does not speak for the store.
        if (reply.IsAnswer && took <= Options.DecisionBudget) node.Breaker.Succeeded();
        else if (reply.IsAnswer) return reply;
        // Our own cap says nothing about the store.
        else if (reply.Failure is not StoreFailure.Saturated) node.Failed(key, reply.Failure, reply.Detail);
        return reply;
    }
}
