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
    private readonly RedisBudget _budget;
    private readonly RedisBudget _aside;
    private readonly CircuitBreaker _breaker;
    private readonly RedisRecovery _recovery;
    private readonly CancellationTokenSource _stopping = new();
    private int _isDisposed;

    public RedisStore(RedisOptions options, ConfigurationOptions configuration, StoreAlarm alarm, RedisMetrics metrics, TimeProvider time)
    {
        Options = options;
        Health = alarm.Health;
        metrics.ObserveDegraded(() => Health.Degraded);
        (_time, _metrics) = (time, metrics);
        _connection = new RedisConnection(configuration, time);
        _budget = new RedisBudget(options.DecisionBudget, options.MaxCallsInFlight, time);
        _aside = new RedisBudget(options.DecisionBudget, options.MaxCallsInFlight, time);
        _breaker = new CircuitBreaker(options.Breaker.FailureThreshold)
        {
            Opened = (failure, detail) =>
            {
                alarm.Unavailable(failure, detail);
                _ = Task.Run(() => _recovery!.RunAsync(_stopping.Token));
            },
        };
        // Probes have a budget of their own: they must find room when requests have used theirs up.
        _recovery = new RedisRecovery(_connection, new RedisBudget(options.DecisionBudget, maxInFlight: 16, time), _breaker, options, alarm, time);
        metrics.Observe(() => _breaker.State, () => _budget.InFlight);
    }

    public RedisOptions Options { get; }

    public BreakerState State => _breaker.State;

    /// <summary>There is a connection to a server, whatever the server answers on it.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>Since when it is as it is, and what went wrong last.</summary>
    public StoreHealth Health { get; }

    /// <summary>Calls that the client still holds, those that were given up included.</summary>
    public int InFlight => _budget.InFlight;

    /// <summary>Calls back when something is published on a channel, and when a new connection listens to it. Best effort: what is published in between is lost.</summary>
    public IDisposable Subscribe(string channel, Action published) => _connection.Subscribe(channel, published);

    /// <summary>Asks the store, for no longer than the budget. Never throws. Completes at once while the store is not asked.</summary>
    /// <param name="start">Starts the call on the database that it is given.</param>
    /// <param name="state">Given to <paramref name="start"/>.</param>
    /// <param name="within">Another time than the budget of a decision, for what no request waits for.</param>
    public ValueTask<StoreReply<T>> AskAsync<TState, T>(Func<IDatabase, TState, Task<T>> start, TState state, TimeSpan? within = null)
    {
        if (!_breaker.IsClosed) return Refuse<T>(StoreFailure.NotAsked);
        // The first attempt to connect has not ended; whether it fails is for that attempt to tell.
        if (_connection.Database is not { } database) return Refuse<T>(StoreFailure.Disconnected);

        var began = _time.GetTimestamp();
        var call = _budget.RunAsync(static s => s.start(s.database, s.state), (start, database, state), within);
        return ConcludeAsync(call, began);
    }

    /// <summary>
    /// Asks what no request waits for, in a time and with a bound of its own. A failure does not count for the breaker: a command that the
    /// server's ACL refuses here must not stop decisions that work.
    /// </summary>
    public async ValueTask<StoreReply<T>> AskAsideAsync<TState, T>(Func<IDatabase, TState, Task<T>> start, TState state, TimeSpan within)
    {
        if (!_breaker.IsClosed) return new(StoreFailure.NotAsked);
        if (_connection.Database is not { } database) return new(StoreFailure.Disconnected);
        return await _aside.RunAsync(static s => s.start(s.database, s.state), (start, database, state), within).ConfigureAwait(false);
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
        if (!await _connection.ConnectAsync().ConfigureAwait(false)) _breaker.Trip(StoreFailure.Disconnected);
    }

    private ValueTask<StoreReply<T>> Refuse<T>(StoreFailure failure)
    {
        _metrics.Called(failure, TimeSpan.Zero);
        return new(new StoreReply<T>(failure));
    }

    private async ValueTask<StoreReply<T>> ConcludeAsync<T>(Task<StoreReply<T>> call, long began)
    {
        var reply = await call.ConfigureAwait(false);
        var took = _time.GetElapsedTime(began);
        _metrics.Called(reply.Failure, took);
        if (!reply.IsAnswer) Health.Failed(reply.Failure, reply.Detail);
        // An answer that a request could not have waited for does not speak for the store.
        if (reply.IsAnswer && took <= Options.DecisionBudget) _breaker.Succeeded();
        else if (reply.IsAnswer) return reply;
        // Our own cap says nothing about the store.
        else if (reply.Failure is not StoreFailure.Saturated) _breaker.Failed(reply.Failure, reply.Detail);
        return reply;
    }
}
