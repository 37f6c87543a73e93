namespace Gateway.Policies.Redis;

/// <summary>
/// How the store has fared, for operators: since when it is as it is, for how long it was away in all, and what went wrong last. Where it is
/// several servers, it is away as long as one of them is.
/// </summary>
internal sealed class StoreHealth(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TimeSpan _ended;
    private long _awaySince;
    private int _away;
    private volatile LastFailure? _last;

    /// <summary>When requests began, or ceased, to be decided without it.</summary>
    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    /// <summary>The last call that failed; null for none.</summary>
    public LastFailure? Last => _last;

    /// <summary>The time for which it was not asked, this outage included.</summary>
    public TimeSpan Degraded
    {
        get
        {
            lock (_gate) return _away == 0 ? _ended : _ended + time.GetElapsedTime(_awaySince);
        }
    }

    /// <summary>A call failed.</summary>
    public void Failed(StoreFailure failure, string? detail) => _last = new(failure, detail, time.GetUtcNow());

    /// <summary>A server is not asked any more.</summary>
    public void Left()
    {
        lock (_gate)
        {
            if (_away++ > 0) return;
            (_awaySince, Since) = (time.GetTimestamp(), time.GetUtcNow());
        }
    }

    /// <summary>A server is asked again.</summary>
    public void Returned()
    {
        lock (_gate)
        {
            if (--_away > 0) return;
            _ended += time.GetElapsedTime(_awaySince);
            Since = time.GetUtcNow();
        }
    }
}

/// <summary>A call that failed.</summary>
/// <param name="Failure">How.</param>
/// <param name="Detail">The server's error code; never data.</param>
/// <param name="At">When.</param>
internal sealed record LastFailure(StoreFailure Failure, string? Detail, DateTimeOffset At);
