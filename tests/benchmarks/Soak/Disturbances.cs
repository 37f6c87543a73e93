using System.Diagnostics;

namespace Gateway.Benchmarks.Soak;

/// <summary>What is done to the gateway's surroundings during a soak.</summary>
internal enum Disturbance
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Redis is killed and started again.</summary>
    Redis,

    /// <summary>The failing backend fails.</summary>
    Backend,
}

/// <summary>When something was disturbed: an answer other than the expected one is explained only by a disturbance that it coincides with.</summary>
internal sealed class Disturbances
{
    // Until the last connection has noticed, the breaker of Redis has closed, and the destination is asked again.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private readonly Dictionary<Disturbance, (int Count, long LastEnd, bool Active)> _states = [];

    public int Count(Disturbance what)
    {
        lock (_gate) return _states.GetValueOrDefault(what).Count;
    }

    public void Begin(Disturbance what)
    {
        lock (_gate) _states[what] = (_states.GetValueOrDefault(what).Count + 1, 0, true);
    }

    public void End(Disturbance what)
    {
        lock (_gate) _states[what] = (_states[what].Count, Stopwatch.GetTimestamp(), false);
    }

    /// <summary>Whether it lasted, or had its aftermath, at some moment since then.</summary>
    public bool Explains(Disturbance what, long since)
    {
        lock (_gate) return _states.TryGetValue(what, out var state) && (state.Active || Stopwatch.GetElapsedTime(state.LastEnd, since) < Aftermath);
    }
}
