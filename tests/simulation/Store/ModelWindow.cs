using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Simulation.Store;

/// <summary>What the scripts keep of a key that is counted in windows; written from the rules, not from the scripts.</summary>
internal sealed class ModelWindow(BucketRule rule)
{
    private const int MostHolders = 64;

    // By when they count no longer (µs): what was taken in each segment, and how much of that nobody will answer for.
    private readonly SortedDictionary<long, (long Taken, long Lost)> _segments = [];
    private List<ModelWindowLease> _leases = [];

    public long Used => _segments.Values.Sum(static s => s.Taken);

    public long Left => Math.Max(0, rule.Burst - Used);

    public long Lost => _segments.Values.Sum(static s => s.Lost);

    public long Outstanding => _leases.Sum(static l => l.Permits);

    public int Segments => _segments.Count;

    /// <summary>Forgets what counts no longer; leases of replicas that were not heard of are lost.</summary>
    public void Advance(long now)
    {
        foreach (var ended in _segments.Keys.Where(e => e <= now).ToArray()) _segments.Remove(ended);
        foreach (var silent in _leases.Where(l => l.Ends <= now)) Lose(silent.Window, silent.Permits);
        _leases.RemoveAll(l => l.Ends <= now);
    }

    public void Add(long permits, long now) => Change(CountedUntil(now), permits, 0);

    public void Charge(long debt, long now) => Add(Math.Min(debt, Left), now);

    public long AllBackIn(long now) => CountedUntil(now) - now;

    /// <summary>How long until so many permits fit that do not now.</summary>
    public long OpensIn(long cost, long now)
    {
        var used = Used;
        foreach (var (ends, segment) in _segments)
        {
            used -= segment.Taken;
            if (ends != CountedUntil(now) && used + cost <= rule.Burst) return ends - now;
        }

        return AllBackIn(now);
    }

    public DrawReply Draw(string replica, in DrawTerms terms, long now)
    {
        var window = CountedUntil(now);
        var mine = _leases.Find(l => l.Replica == replica);
        if (mine is not null && mine.Sequence >= terms.Sequence) return new(-1, 0, default, 0, 0);
        Charge(terms.Debt, now);
        if (terms.Back > 0 && mine is not null && mine.Sequence == terms.Base && terms.Back <= mine.Permits)
            Change(mine.Window, -Math.Min(terms.Back, _segments.GetValueOrDefault(mine.Window).Taken), 0);
        // What is left of a lease in an earlier segment can be spent no more when this is read.
        if (mine is not null && mine.Window != window) Lose(mine.Window, terms.Kept);
        var kept = mine?.Window == window ? terms.Kept : 0;

        var others = _leases.Where(l => l.Replica != replica).ToList();
        var held = others.Where(l => l.Window == window).Sum(static l => l.Permits);
        var before = new GcraTime(10 * AllBackIn(now), (uint)Used);
        var admitted = terms.Cost == 0 ? terms.Count : (int)Math.Min(terms.Count, Left / terms.Cost);
        Add((long)admitted * terms.Cost, now);

        var mayHold = terms.Want > 0 && (mine is not null || others.Count < MostHolders);
        var granted = 0;
        if (mayHold && admitted == terms.Count)
        {
            var share = Math.Min(terms.Limit / (others.Count + 1), terms.Limit - held - Lost) - kept;
            granted = (int)Math.Max(0, Math.Min(Math.Min(terms.Want, share), Left / 2));
            Add(granted, now);
        }

        _leases = [.. others];
        if (kept + granted > 0 || mayHold) _leases.Add(new(replica, kept + granted, now + ModelStore.LeaseMicroseconds, terms.Sequence, window));
        var next = Math.Max(1, terms.Cost);
        return new(admitted, granted, before, others.Count + 1, held)
        {
            Window = new(window, 10 * (SegmentEnd(now) - now), Used + next > rule.Burst ? 10 * OpensIn(next, now) : 0),
        };
    }

    /// <summary>As it stands in Redis.</summary>
    public override string ToString() => string.Join(' ', [
        "w",
        .. _segments.Select(static s => s.Value.Lost > 0 ? $"{s.Key}:{s.Value.Taken}/{s.Value.Lost}" : $"{s.Key}:{s.Value.Taken}"),
        .. _leases.Select(static l => $"{l.Replica}:{l.Permits}:{l.Ends}:{l.Sequence}:{l.Window}")]);

    private void Lose(long window, long permits)
    {
        if (_segments.ContainsKey(window)) Change(window, 0, permits);
    }

    private void Change(long window, long taken, long lost)
    {
        var (before, lostBefore) = _segments.GetValueOrDefault(window);
        if (before + taken == 0 && lostBefore + lost == 0) _segments.Remove(window);
        else _segments[window] = (before + taken, lostBefore + lost);
    }

    private long CountedUntil(long now) => rule.Periods is SlidingWindow sliding ? SegmentEnd(now) + Microseconds(sliding.Ticks) : SegmentEnd(now);

    private long SegmentEnd(long now)
    {
        if (rule.Periods is not SlidingWindow sliding) return Microseconds(((FixedWindow)rule.Periods!).At(DateTimeOffset.UnixEpoch.AddMicroseconds(now)).End - DateTime.UnixEpoch.Ticks);
        var length = Microseconds(sliding.SegmentTicks);
        return ((now / length) + 1) * length;
    }

    private static long Microseconds(long ticks) => (ticks + 9) / 10;
}

/// <summary>What a replica holds, and where it is counted.</summary>
internal sealed record ModelWindowLease(string Replica, long Permits, long Ends, long Sequence, long Window);
