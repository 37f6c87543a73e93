namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>What a partition says to a request.</summary>
internal enum SlotAnswer
{
    Admitted,
    Refused,

    /// <summary>The store has to be asked.</summary>
    Ask,
}

/// <summary>
/// The slots that this replica holds of one partition: which requests they admit, when to ask for more and when to give some back. Knows no
/// clock, thread or socket; the same code runs in the simulation of the tests. Times are ticks of 100 ns.
/// </summary>
/// <remarks>
/// The invariant is Held ≤ what Redis has written down for this replica. A call says how many slots the replica wants in all. Before one is
/// sent that wants fewer than are held, the replica holds that many only; so it does not matter whether and when a call or its reply
/// arrives. The script never takes away what is held and wanted, and it ignores a call that is older than one it has seen.
/// </remarks>
internal sealed class SlotLease
{
    /// <summary>An unused slot beyond <see cref="Spare"/> goes back after so long: the next request may come soon.</summary>
    public static readonly long Linger = TimeSpan.FromMilliseconds(20).Ticks;

    /// <summary>Slots that lie unused are reported after so long, and given back when no request has come meanwhile.</summary>
    public static readonly long Refresh = TimeSpan.FromSeconds(1).Ticks;

    /// <summary>A store that had too few slots is asked again after so long, unless something ended here.</summary>
    public static readonly long Full = TimeSpan.FromMilliseconds(5).Ticks;

    /// <summary>After somebody lacked a slot nobody keeps any in reserve for so long.</summary>
    public static readonly long Contended = TimeSpan.FromSeconds(2).Ticks;

    /// <summary>A call that nobody waits for is repeated after so long when it failed.</summary>
    public static readonly long Retry = TimeSpan.FromMilliseconds(100).Ticks;

    private int _spareLimit;
    private int _wish;
    private long _fullUntil;
    private long _contendedUntil;
    private long _excessSince;
    private long _lastTake;
    private long _lastCall;
    private long _retryAt;
    private bool _mustReport;
    private bool _isUnsure;
    private (int Held, bool IsUnsure) _before;

    /// <summary>Requests in flight here, however they were admitted.</summary>
    public int Used { get; private set; }

    /// <summary>Slots that the store has written down for this replica, or fewer.</summary>
    public int Held { get; private set; }

    /// <summary>How many of them may lie unused.</summary>
    public int Spare { get; private set; }

    /// <summary>The life of the replica in which they were granted.</summary>
    public int Life { get; private set; }

    /// <summary>A call is under way; there is never a second one.</summary>
    public bool InCall { get; private set; }

    /// <summary>Nothing is in flight or held, and the store has written nothing down that it would have to be told to forget.</summary>
    public bool IsEmpty => Used == 0 && Held == 0 && !InCall && !_isUnsure;

    /// <summary>Slots that may lie unused over all replicas together: 5 % of the permits, none of fewer than 20.</summary>
    public static int SpareLimit(int permits) => permits / 20;

    public void Reset(int permits, long now)
    {
        (Used, Held, Spare, Life, InCall) = (0, 0, 0, 0, false);
        (_spareLimit, _wish, _mustReport, _isUnsure) = (SpareLimit(permits), 0, false, false);
        (_fullUntil, _contendedUntil, _retryAt) = (0, 0, 0);
        (_excessSince, _lastTake, _lastCall) = (now, now, now);
    }

    /// <summary>A request wants a slot.</summary>
    /// <param name="now">The time.</param>
    /// <param name="usableLife">The life whose slots may be used now; 0 for none.</param>
    public SlotAnswer Take(long now, int usableLife)
    {
        if (TryUse(now, usableLife)) return SlotAnswer.Admitted;
        return now < _fullUntil ? SlotAnswer.Refused : SlotAnswer.Ask;
    }

    /// <summary>What <see cref="Take"/> would say, without taking.</summary>
    public SlotAnswer Look(long now, int usableLife)
    {
        if (Life == usableLife && Used < Held) return SlotAnswer.Admitted;
        return now < _fullUntil ? SlotAnswer.Refused : SlotAnswer.Ask;
    }

    /// <summary>Uses a slot that is held.</summary>
    public bool TryUse(long now, int usableLife)
    {
        if (Life != usableLife || Used >= Held) return false;
        Used++;
        _lastTake = now;
        return true;
    }

    /// <summary>Admits without the store, up to a number that includes what is in flight already. The store is told when it is back.</summary>
    public bool TryUseWithin(int limit, long now, int usableLife)
    {
        if (Used >= Math.Max(limit, Life == usableLife ? Held : 0)) return false;
        Used++;
        _lastTake = now;
        _mustReport = true;
        return true;
    }

    /// <summary>A request has ended.</summary>
    public void Release(long now)
    {
        Used--;
        if (Held - Used == Spare + 1) _excessSince = now;
    }

    /// <summary>The store has to be told what is in use, because it may have forgotten.</summary>
    public void Report() => _mustReport = true;

    /// <summary>Whether the last call is so long ago that it should be repeated, lest the store drop the partition.</summary>
    public bool IsOlderThan(long age, long now) => Used + Held > 0 && now - _lastCall > age;

    /// <summary>When a call that nobody waits for is due; <see cref="long.MaxValue"/> for never.</summary>
    public long DueAt(long now)
    {
        if (InCall) return long.MaxValue;
        if (_isUnsure || (_mustReport && Used > 0)) return Math.Max(now, _retryAt);
        var unused = Held - Used;
        if (unused > Spare) return Math.Max(now < _contendedUntil ? now : _excessSince + Linger, _retryAt);
        // Half of the reserve is gone: more before somebody has to wait for it.
        if (Spare > 1 && unused <= Spare / 2 && now >= _contendedUntil && now >= _fullUntil) return Math.Max(_lastCall + Linger, _retryAt);
        return unused > 0 ? Math.Max(_lastCall + Refresh, _retryAt) : long.MaxValue;
    }

    /// <summary>Begins a call.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="permits">Its slots over all replicas.</param>
    /// <param name="waiting">Requests that wait.</param>
    /// <param name="life">The present life of the replica.</param>
    /// <param name="now">The time.</param>
    public SlotCall Begin(UInt128 partition, int permits, int waiting, int life, long now)
    {
        if (Life != life) (Life, Held, Spare, _isUnsure) = (life, 0, 0, false);
        _before = (Held, _isUnsure);
        var unused = Held - Used;
        if (now < _contendedUntil) _wish = 0;
        else if (waiting > 0) _wish = Math.Min(_spareLimit, Math.Max(1, _wish * 2));
        else if (now - _lastTake >= Refresh) _wish = 0;
        else if (Spare > 1 && unused <= Spare / 2) _wish = Math.Min(_spareLimit, _wish * 2);
        else if (unused > Spare) _wish = Math.Min(_wish, Spare);
        else if (unused == Spare) _wish /= 2;
        (InCall, _mustReport, _isUnsure, _lastCall) = (true, false, false, now);
        Held = Math.Min(Held, Used + waiting + _wish);
        return new(partition, permits, life, Used, waiting, _wish);
    }

    /// <summary>The call has ended.</summary>
    public void Apply(in SlotCall call, in SlotReply reply, long now)
    {
        InCall = false;
        if (reply.Kind is not SlotReplyKind.Answered)
        {
            // Whatever the store has written down, it is no less than what is held: it has to be told again.
            _mustReport = true;
            _isUnsure = reply.Kind is SlotReplyKind.Failed || (reply.Kind is SlotReplyKind.NotSent && (_before.IsUnsure || _before.Held > Held));
            _retryAt = now + Retry;
            return;
        }

        Held = reply.Count;
        Spare = reply.Spare;
        _contendedUntil = reply.IsContended ? now + Contended : 0;
        _fullUntil = reply.IsLacking ? now + Full : 0;
        (_excessSince, _retryAt) = (now, 0);
    }
}
