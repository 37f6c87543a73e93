using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>
/// Bounds every call: its time, because the client has no timeout for asynchronous calls, and how many there are at once. A call that was
/// given up still counts until the client lets go of it, so that a server that hangs cannot fill the memory.
/// </summary>
internal sealed class RedisBudget(TimeSpan budget, int maxInFlight, TimeProvider time)
{
    private int _inFlight;

    /// <summary>Calls that the client still holds.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Completes within the budget, whatever the client does; never throws.</summary>
    /// <param name="start">Starts the call; it may throw.</param>
    /// <param name="state">Given to <paramref name="start"/>.</param>
    /// <param name="within">Another time than the budget of a decision.</param>
    public Task<StoreReply<T>> RunAsync<TState, T>(Func<TState, Task<T>> start, TState state, TimeSpan? within = null)
    {
        if (Interlocked.Increment(ref _inFlight) > maxInFlight)
        {
            Release();
            return Task.FromResult(new StoreReply<T>(StoreFailure.Saturated));
        }

        Task<T> call;
        try
        {
            call = start(state);
        }
        catch (Exception error)
        {
            // Isolation boundary: the client throws for a missing connection, at once or later.
            Release();
            return Task.FromResult(Explain<T>(error));
        }

        return new BudgetedCall<T>(this, call).Start(within ?? budget, time);
    }

    internal void Release() => Interlocked.Decrement(ref _inFlight);

    internal static StoreReply<T> Explain<T>(Exception? error) => error switch
    {
        RedisServerException server => new(default, StoreFailure.ServerError, Code(server.Message)),
        // The client itself refuses to send a write to a server that it knows as a replica.
        RedisCommandException => new(StoreFailure.ServerError),
        RedisConnectionException => new(StoreFailure.Disconnected),
        TimeoutException => new(StoreFailure.Timeout),
        // Calls that wait when the connection is closed under them.
        OperationCanceledException or ObjectDisposedException => new(StoreFailure.Disconnected),
        _ => new(default, StoreFailure.Invalid, error?.GetType().Name),
    };

    // Errors begin with a code in capitals ("READONLY You can't write …"); what follows may quote arguments.
    internal static string? Code(string message)
    {
        var end = message.AsSpan().IndexOfAnyExceptInRange('A', 'Z');
        if (end < 0) end = message.Length;
        return end is >= 2 and <= 32 ? message[..end] : null;
    }
}
