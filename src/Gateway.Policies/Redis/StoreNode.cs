using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>
/// One server of the store, as far as calls are concerned: a bound on those in flight and a breaker. A cluster has one for each master, so
/// that one that is away takes neither the calls of the others nor their room.
/// </summary>
internal sealed class StoreNode
{
    private readonly string _prefix;
    private string? _lastKey;

    /// <param name="options">Budgets.</param>
    /// <param name="alarm">Told when the breaker opens.</param>
    /// <param name="recover">Started when the breaker opens; ends when the server is back.</param>
    /// <param name="time">Measures budgets.</param>
    public StoreNode(RedisOptions options, StoreAlarm alarm, Func<StoreNode, Task> recover, TimeProvider time)
    {
        (_prefix, Alarm) = (options.Prefix, alarm);
        Budget = new RedisBudget(options.DecisionBudget, options.MaxCallsInFlight, time);
        Aside = new RedisBudget(options.DecisionBudget, options.MaxCallsInFlight, time);
        Breaker = new CircuitBreaker(options.Breaker.FailureThreshold)
        {
            Opened = (failure, detail) =>
            {
                alarm.Unavailable(failure, detail);
                _ = Task.Run(() => recover(this));
            },
        };
    }

    public StoreAlarm Alarm { get; }

    public CircuitBreaker Breaker { get; }

    /// <summary>For what requests wait for.</summary>
    public RedisBudget Budget { get; }

    /// <summary>For what nobody waits for.</summary>
    public RedisBudget Aside { get; }

    /// <summary>A key that is where the one is that was not answered last, wherever that may be meanwhile.</summary>
    public RedisKey ProbeKey => Volatile.Read(ref _lastKey) is { } key
        ? $"{_prefix}{{{Cluster.HashSlot.Hashed(key)}}}:probe"
        : $"{_prefix}probe";

    /// <summary>A request was not answered.</summary>
    /// <param name="key">What it was about; null where all keys are on one server.</param>
    /// <param name="failure">Why.</param>
    /// <param name="detail">The server's error code.</param>
    public void Failed(string? key, StoreFailure failure, string? detail)
    {
        if (key is not null) Volatile.Write(ref _lastKey, key);
        Breaker.Failed(failure, detail);
    }
}
