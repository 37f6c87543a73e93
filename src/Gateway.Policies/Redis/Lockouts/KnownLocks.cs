using Gateway.Policies.RateLimit;

namespace Gateway.Policies.Redis.Lockouts;

/// <summary>
/// Locks that Redis told this process of, each for a second at most: a flood against a lock costs no calls, and a lock that an operator ends
/// on another replica is gone everywhere within that second. A fixed number of places; a name that finds its place taken takes it.
/// </summary>
internal sealed class KnownLocks(TimeProvider time)
{
    private const int Places = 4096;
    private const long Trusted = TimeSpan.TicksPerSecond;

    private readonly Lock _lock = new();
    private readonly MonotonicClock _clock = new(time);
    private readonly Place[] _places = new Place[Places];

    public bool Contains(UInt128 name, out long wait)
    {
        lock (_lock)
        {
            ref readonly var place = ref _places[IndexOf(name)];
            var now = _clock.Now;
            wait = (place.LockedUntil - now) / TimeSpan.TicksPerMillisecond;
            return place.Name == name && place.TrustedUntil > now && wait > 0;
        }
    }

    public void Add(UInt128 name, long milliseconds)
    {
        lock (_lock)
        {
            var now = _clock.Now;
            var until = now + (milliseconds * TimeSpan.TicksPerMillisecond);
            _places[IndexOf(name)] = new(name, until, Math.Min(until, now + Trusted));
        }
    }

    public void Remove(UInt128 name)
    {
        lock (_lock)
            if (_places[IndexOf(name)].Name == name) _places[IndexOf(name)] = default;
    }

    // Names are digests: any bits of them are evenly spread.
    private static int IndexOf(UInt128 name) => (int)((ulong)name % Places);

    private readonly record struct Place(UInt128 Name, long LockedUntil, long TrustedUntil);
}
