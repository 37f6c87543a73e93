namespace Gateway.IntegrationTests.Support;

/// <summary>
/// A clock that moves only when told. <see cref="Advance"/> moves wall clock and timestamp together and fires the timers
/// that fall due, in order; setting <see cref="UtcNow"/> steps the wall clock alone, as NTP or an operator would.
/// </summary>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = start;
    private long _ticks;

    public FakeClock()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset UtcNow
    {
        get { lock (_lock) return _now; }
        set { lock (_lock) _now = value; }
    }

    /// <summary>How many timers are waiting: a test can wait for the code under test to have armed its own.</summary>
    public int ArmedTimers
    {
        get { lock (_lock) return _timers.Count; }
    }

    public override DateTimeOffset GetUtcNow() => UtcNow;

    public override long GetTimestamp()
    {
        lock (_lock) return _ticks;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetTimestamp() + by.Ticks;
        while (NextDue(target) is { } timer)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Arm(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        var fireNow = false;
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            timer.DueAt = _ticks + dueTime.Ticks;
            fireNow = dueTime <= TimeSpan.Zero;
            if (!fireNow)
                _timers.Add(timer);
            else if (period > TimeSpan.Zero)
                Rearm(timer);
        }

        // Off the caller's stack, as real timers do: callers hold locks while they create timers.
        if (fireNow)
            ThreadPool.UnsafeQueueUserWorkItem(static due => due.Fire(), timer, preferLocal: false);
    }

    internal void Disarm(FakeTimer timer)
    {
        lock (_lock) _timers.Remove(timer);
    }

    private FakeTimer? NextDue(long target)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(timer => timer.DueAt);
            var stop = next is null || next.DueAt > target ? target : next.DueAt;
            _now += TimeSpan.FromTicks(stop - _ticks);
            _ticks = stop;
            if (next is null || next.DueAt > target)
                return null;
            _timers.Remove(next);
            if (next.Period > TimeSpan.Zero)
                Rearm(next);
            return next;
        }
    }

    private void Rearm(FakeTimer timer)
    {
        timer.DueAt += timer.Period.Ticks;
        _timers.Add(timer);
    }
}
