using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Windows;
using Gateway.Simulation.Store;

namespace Gateway.Simulation;

/// <summary>
/// The judge of a rule with windows: it remembers every admission. Of a fixed window it counts those since the window began by the server's
/// clock, of a sliding one those of any span of its length.
/// </summary>
internal sealed class TrueWindow(BucketRule rule) : IJudge
{
    private readonly Queue<(long Ticks, long Permits)> _recent = new();
    private readonly ModelWindow _exact = new(rule);
    private long _counted;

    public long Excess { get; private set; }

    public long Admitted { get; private set; }

    public void Admit(long ticks, long permits)
    {
        _recent.Enqueue((ticks, permits));
        _counted += permits;
        Admitted += permits;
        Excess = Math.Max(Excess, Counted(ticks) - rule.Burst);
    }

    /// <summary>Permits admitted in the window that ends, or runs, at a moment.</summary>
    public long Counted(long ticks)
    {
        var since = rule.Periods switch
        {
            FixedWindow window => window.At(World.TimeOf(ticks)).Start - World.TimeOf(0).UtcTicks,
            _ => ticks - rule.Window.Ticks + 1,
        };
        while (_recent.TryPeek(out var first) && first.Ticks < since) _counted -= _recent.Dequeue().Permits;
        return _counted;
    }

    public bool TryAdmit(long ticks, long permits)
    {
        var now = World.MicrosecondsAt(ticks);
        _exact.Advance(now);
        if (_exact.Left < permits) return false;
        _exact.Add(permits, now);
        Admitted += permits;
        return true;
    }
}
