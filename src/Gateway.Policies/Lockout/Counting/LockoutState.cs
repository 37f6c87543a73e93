namespace Gateway.Policies.Lockout.Counting;

/// <summary>
/// What is known of one account and network, or of one network: the rules of counting, without clock, table or store. The script for Redis
/// is the same arithmetic; a test compares the two. Times are milliseconds; 0 is never.
/// </summary>
internal struct LockoutState
{
    /// <summary>How long a client is told to wait while the attempts in flight could use up the limit.</summary>
    public const long InFlightWait = 1000;

    /// <summary>Failures since the window began.</summary>
    public int Failures;

    /// <summary>Attempts that were forwarded and not answered: each may turn out to be a failure, so each counts as one.</summary>
    public int InFlight;

    /// <summary>Locks so far, without one that was long enough ago.</summary>
    public int Strikes;

    public long WindowEnds;
    public long LastFailure;
    public long LastStart;
    public long LockedUntil;
    public long StrikesEnd;

    /// <summary>Nothing to remember.</summary>
    public readonly bool IsBlank => Failures == 0 && InFlight == 0 && Strikes == 0 && LockedUntil == 0;

    public readonly bool IsLocked(long now) => LockedUntil > now;

    /// <summary>Lets time pass.</summary>
    /// <returns>True when a lock has ended since the last time.</returns>
    public bool Roll(long now, in LockoutTerms terms)
    {
        // A shorter window or lock by a new configuration holds at once.
        LockedUntil = Math.Min(LockedUntil, now + terms.MaxLockFor);
        WindowEnds = Math.Min(WindowEnds, now + terms.Window);
        var ended = LockedUntil > 0 && LockedUntil <= now;
        if (ended) LockedUntil = 0;
        if (WindowEnds <= now) (Failures, WindowEnds, LastFailure) = (0, 0, 0);
        if (StrikesEnd <= now) (Strikes, StrikesEnd) = (0, 0);
        return ended;
    }

    /// <summary>Whether an attempt may be made now, after <see cref="Roll"/>.</summary>
    public readonly LockoutRefusal Judge(long now, in LockoutTerms terms, out long wait)
    {
        wait = LockedUntil - now;
        if (wait > 0) return LockoutRefusal.Locked;
        var count = Failures + InFlight;
        // So many failures without a lock: the limit was higher when they were counted.
        wait = Failures >= terms.LockAfter ? WindowEnds - now : InFlightWait;
        if (count >= terms.LockAfter) return LockoutRefusal.InFlight;
        wait = 0;
        if (terms.DelayAfter == 0 || count < terms.DelayAfter) return LockoutRefusal.None;
        if (Failures >= terms.DelayAfter) wait = LastFailure + terms.Delay(Failures) - now;
        if (InFlight > 0) wait = Math.Max(wait, LastStart + terms.Delay(count) - now);
        return wait > 0 ? LockoutRefusal.Delayed : LockoutRefusal.None;
    }

    public void Start(long now)
    {
        InFlight++;
        LastStart = now;
    }

    /// <summary>An attempt is over, however it ended.</summary>
    public void Release()
    {
        if (InFlight > 0) InFlight--;
    }

    /// <summary>Counts a failure, after <see cref="Roll"/>.</summary>
    public LockoutNotice Fail(long now, in LockoutTerms terms)
    {
        // It was under way when the lock came: that is no reason to prolong it.
        if (IsLocked(now)) return default;
        if (Failures == 0) WindowEnds = now + terms.Window;
        Failures++;
        LastFailure = now;
        if (Failures < terms.LockAfter)
            return Failures == terms.DelayAfter ? new(LockoutStep.Delayed, terms.Delay(Failures), Failures) : default;
        Strikes++;
        var lasts = terms.Lock(Strikes);
        LockedUntil = now + lasts;
        StrikesEnd = LockedUntil + terms.MaxLockFor;
        (Failures, WindowEnds, LastFailure) = (0, 0, 0);
        return new(Strikes == 1 ? LockoutStep.Locked : LockoutStep.Extended, lasts, Strikes);
    }

    /// <summary>Forgets everything but what is in flight.</summary>
    public void Clear() => this = new() { InFlight = InFlight, LastStart = LastStart };
}
