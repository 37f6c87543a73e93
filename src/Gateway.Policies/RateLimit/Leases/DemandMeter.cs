namespace Gateway.Policies.RateLimit.Leases;

/// <summary>Permits a second that are asked for, as a moving average over steps of 100 ms. A value: one of each key, on the hot path.</summary>
internal struct DemandMeter(long now)
{
    private const long Step = 100 * TimeSpan.TicksPerMillisecond;
    private const long Memory = 5 * Step;
    private long _since = now;
    private int _count;
    private float _rate;

    /// <summary>When permits were last asked for.</summary>
    public long LastUsed { get; private set; } = now;

    public void Count(int cost, long now)
    {
        if (now - _since >= Step) Turn(now);
        _count = (int)Math.Min(int.MaxValue, (long)_count + cost);
        LastUsed = now;
    }

    /// <summary>The average, or the present step where that is more: demand that begins is met at once.</summary>
    public readonly double PerSecond(long now)
    {
        var elapsed = now - _since;
        var present = Rate(Math.Max(elapsed, Step));
        return elapsed < Memory ? Math.Max(_rate, present) : present;
    }

    private void Turn(long now)
    {
        var elapsed = now - _since;
        _rate = (float)(elapsed < Memory ? (_rate + Rate(elapsed)) / 2 : Rate(elapsed));
        (_since, _count) = (now, 0);
    }

    private readonly double Rate(long elapsed) => _count * (double)TimeSpan.TicksPerSecond / elapsed;
}
