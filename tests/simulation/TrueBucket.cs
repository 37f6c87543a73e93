using Gateway.Policies.RateLimit;

namespace Gateway.Simulation;

/// <summary>
/// The judge: one bucket that sees every admission at the moment at which it happens. It overflows if and only if, in some interval, more
/// was admitted than burst + rate × length.
/// </summary>
internal sealed class TrueBucket : IJudge
{
    private readonly Int128 _interval;
    private readonly Int128 _parts;
    private readonly Int128 _tolerance;
    private Int128 _arrival = Int128.MinValue;
    private long _last = long.MinValue;

    public TrueBucket(BucketRule rule)
    {
        var one = rule.Gcra.Increment(1);
        _parts = rule.Gcra.Denominator;
        _interval = (one.Ticks * _parts) + one.Part;
        _tolerance = _interval * rule.Burst;
    }

    /// <summary>Permits beyond what the limit allows, at the worst moment.</summary>
    public long Excess { get; private set; }

    public long Admitted { get; private set; }

    public void Admit(long ticks, long permits)
    {
        if (ticks < _last) throw new InvalidOperationException("Admissions have to be told in the order of time.");
        _last = ticks;
        Admitted += permits;
        _arrival = Int128.Max(_arrival, ticks * _parts) + (_interval * permits);
        var over = _arrival - (ticks * _parts) - _tolerance;
        if (over > 0) Excess = Math.Max(Excess, (long)((over + _interval - 1) / _interval));
    }

    /// <summary>What the bucket holds, in parts; a permit is <see cref="Interval"/> of them.</summary>
    public Int128 Level(long ticks) => _tolerance - (Int128.Max(_arrival, ticks * _parts) - (ticks * _parts));

    /// <summary>Parts of a permit.</summary>
    public Int128 Interval => _interval;

    /// <summary>Whether a single process that counts exactly would admit; it is told when it does.</summary>
    public bool TryAdmit(long ticks, long permits)
    {
        var next = Int128.Max(_arrival, ticks * _parts) + (_interval * permits);
        if (next > (ticks * _parts) + _tolerance) return false;
        Admit(ticks, permits);
        return true;
    }
}
