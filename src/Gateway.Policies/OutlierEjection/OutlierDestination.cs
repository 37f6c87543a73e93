namespace Gateway.Policies.OutlierEjection;

/// <summary>
/// What is known of one destination: serving, ejected for a time, or on trial, when it gets one request at a time. A destination that fails on
/// trial is out again, for longer. Knows no clock.
/// </summary>
internal sealed class OutlierDestination
{
    private readonly Lock _lock = new();
    private volatile OutlierState _state;
    private long _until;
    private TimeSpan _lastTime;
    private long _returned;
    private int _ejections;
    private int _inARow;
    private int _passed;
    private bool _trialRuns;

    // Two halves of the window: the older one is dropped as a whole.
    private Half _now;
    private Half _before;
    private long _halfEnds;

    /// <summary>Not in full use. Read without the lock, because others ask while they hold theirs.</summary>
    public bool IsOut => _state is not OutlierState.Serving;

    /// <summary>A request was proxied.</summary>
    /// <param name="now">Ticks of any clock that only goes forward.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="options">The cluster's options.</param>
    /// <param name="mayEject">Asked when the destination should be ejected: whether enough others remain.</param>
    public OutlierVerdict Record(long now, OutlierOutcome outcome, OutlierEjectionOptions options, Func<bool> mayEject)
    {
        lock (_lock)
        {
            switch (_state)
            {
                case OutlierState.Serving:
                    Count(now, outcome, options);
                    var cause = Cause(options);
                    if (cause is null) return default;
                    if (!mayEject()) return new(OutlierEvent.Spared, cause);
                    return Eject(now, options, cause);
                case OutlierState.OnTrial:
                    // Other 5xx are answers: the destination is there.
                    if (outcome is OutlierOutcome.Failed) return Eject(now, options, "trial-failed");
                    if (++_passed < options.Trials) return default;
                    Return(now);
                    return new(OutlierEvent.Returned, "trials-passed");
                default:
                    // Requests that were on their way when it was ejected.
                    return default;
            }
        }
    }

    /// <summary>Whether the destination takes a request now: always when it serves, one at a time on trial.</summary>
    /// <param name="now">Ticks of the same clock.</param>
    public OutlierTurn Enter(long now)
    {
        lock (_lock)
        {
            // While it is ejected, who offers it has decided that nobody better is left. A timer that was early is no reason to refuse.
            if (_state is OutlierState.Ejected && now >= _until - TimeSpan.TicksPerSecond) (_state, _passed, _trialRuns) = (OutlierState.OnTrial, 0, false);
            if (_state is not OutlierState.OnTrial) return OutlierTurn.Free;
            if (_trialRuns) return OutlierTurn.Refused;
            _trialRuns = true;
            return OutlierTurn.Trial;
        }
    }

    /// <summary>The request of a trial is over, whatever came of it.</summary>
    public void Leave()
    {
        lock (_lock) _trialRuns = false;
    }

    private void Count(long now, OutlierOutcome outcome, OutlierEjectionOptions options)
    {
        var half = options.Window.Ticks / 2;
        if (now >= _halfEnds)
        {
            _before = now >= _halfEnds + half ? default : _now;
            _now = default;
            _halfEnds = now + half;
        }

        _now.Total++;
        if (outcome is not OutlierOutcome.Answered) _now.Failed++;
        _inARow = outcome is OutlierOutcome.Failed ? _inARow + 1 : 0;
    }

    private string? Cause(OutlierEjectionOptions options)
    {
        if (options.ConsecutiveFailures > 0 && _inARow >= options.ConsecutiveFailures) return "consecutive-failures";
        var total = _now.Total + _before.Total;
        return options.FailurePercent > 0 && total >= options.MinRequests && (long)(_now.Failed + _before.Failed) * 100 >= (long)total * options.FailurePercent
            ? "failure-rate"
            : null;
    }

    private OutlierVerdict Eject(long now, OutlierEjectionOptions options, string cause)
    {
        // Served for longer than it was out: the trouble before was another one.
        if (_state is OutlierState.Serving && now - _returned > _lastTime.Ticks) _ejections = 0;
        _ejections++;
        _lastTime = TimeSpan.FromTicks(Math.Min(options.EjectionTime.Ticks * _ejections, options.MaxEjectionTime.Ticks));
        (_state, _until) = (OutlierState.Ejected, now + _lastTime.Ticks);
        return new(OutlierEvent.Ejected, cause, _lastTime);
    }

    private void Return(long now)
    {
        (_state, _returned, _inARow) = (OutlierState.Serving, now, 0);
        (_now, _before) = (default, default);
    }

    private struct Half
    {
        public int Total;
        public int Failed;
    }
}

/// <summary>Where a destination stands.</summary>
internal enum OutlierState
{
    Serving,
    Ejected,
    OnTrial,
}

/// <summary>How a request ended, as far as it says something about the destination.</summary>
internal enum OutlierOutcome
{
    Answered,

    /// <summary>A 5xx that a bug can make: counts for the rate alone, because whoever finds the bug could make five in a row.</summary>
    ServerError,

    /// <summary>No answer, or one that says that there is none.</summary>
    Failed,
}

/// <summary>What a request changed.</summary>
internal enum OutlierEvent
{
    None,
    Ejected,

    /// <summary>Should be ejected, but too many are.</summary>
    Spared,
    Returned,
}

/// <summary>Whether a destination takes a request.</summary>
internal enum OutlierTurn
{
    Free,
    Trial,
    Refused,
}

internal readonly record struct OutlierVerdict(OutlierEvent Event, string? Cause, TimeSpan Time = default);
