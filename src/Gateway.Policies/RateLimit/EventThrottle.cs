namespace Gateway.Policies.RateLimit;

/// <summary>Lets one event a minute through: what a stranger can cause at will is counted each time and told once.</summary>
internal sealed class EventThrottle(TimeProvider time)
{
    private readonly MonotonicClock _clock = new(time);
    private long _silentUntil = long.MinValue;

    public bool TryPass()
    {
        var now = _clock.Now;
        var silentUntil = Volatile.Read(ref _silentUntil);
        return now >= silentUntil && Interlocked.CompareExchange(ref _silentUntil, now + TimeSpan.TicksPerMinute, silentUntil) == silentUntil;
    }
}
