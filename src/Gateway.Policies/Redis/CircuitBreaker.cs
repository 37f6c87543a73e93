namespace Gateway.Policies.Redis;

/// <summary>Whether the store is asked.</summary>
internal enum BreakerState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>One probe asks; requests do not.</summary>
    HalfOpen,

    /// <summary>Nobody does.</summary>
    Open,
}

/// <summary>
/// Keeps requests from waiting, one after the other, for a store that does not answer. Opens after so many failures in a row; whether the
/// store is back is found out by a single probe of ours, never by a request.
/// </summary>
internal sealed class CircuitBreaker(int failureThreshold)
{
    private readonly Lock _gate = new();
    private volatile int _failures;
    private volatile BreakerState _state;

    /// <summary>Told once when requests stop being sent to the store, with the last failure.</summary>
    public Action<StoreFailure, string?>? Opened { get; init; }

    public BreakerState State => _state;

    public bool IsClosed => _state is BreakerState.Closed;

    /// <summary>A request was answered. Says nothing once the breaker is open: the answer may be older than the failures.</summary>
    public void Succeeded()
    {
        if (_failures != 0) _failures = 0;
    }

    /// <summary>A request was not answered.</summary>
    public void Failed(StoreFailure failure, string? detail)
    {
        if (!IsClosed) return;
        lock (_gate)
        {
            if (!IsClosed || ++_failures < failureThreshold) return;
            _state = BreakerState.Open;
        }

        Opened?.Invoke(failure, detail);
    }

    /// <summary>Opens at once: the connection could not even be made.</summary>
    public void Trip(StoreFailure failure)
    {
        lock (_gate)
        {
            if (!IsClosed) return;
            _state = BreakerState.Open;
        }

        Opened?.Invoke(failure, null);
    }

    /// <summary>False unless the breaker is open and nobody else probes.</summary>
    public bool TryBeginProbe()
    {
        lock (_gate)
        {
            if (_state is not BreakerState.Open) return false;
            _state = BreakerState.HalfOpen;
            return true;
        }
    }

    public void EndProbe(bool succeeded)
    {
        lock (_gate)
        {
            if (_state is not BreakerState.HalfOpen) throw new InvalidOperationException("No probe was begun.");
            _failures = 0;
            _state = succeeded ? BreakerState.Closed : BreakerState.Open;
        }
    }
}
