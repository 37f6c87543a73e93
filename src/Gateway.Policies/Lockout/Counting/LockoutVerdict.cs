namespace Gateway.Policies.Lockout.Counting;

/// <summary>Why an attempt may not be made now.</summary>
internal enum LockoutRefusal
{
    /// <summary>It may.</summary>
    None,

    /// <summary>The wait after the last failure is not over.</summary>
    Delayed,

    /// <summary>Attempts that are in flight could use up the limit.</summary>
    InFlight,

    Locked,

    /// <summary>The store did not decide.</summary>
    Unavailable,
}

/// <summary>A step that an operator is told about.</summary>
internal enum LockoutStep
{
    None,

    /// <summary>From now on attempts have to wait.</summary>
    Delayed,

    /// <summary>The first lock.</summary>
    Locked,

    /// <summary>A further lock, twice as long.</summary>
    Extended,

    /// <summary>A lock was over by time; seen at the next attempt.</summary>
    Ended,
}

/// <summary>A step with its figures.</summary>
/// <param name="Step">What happened.</param>
/// <param name="Milliseconds">How long the delay or the lock is.</param>
/// <param name="Number">Failures for a delay, locks so far for a lock.</param>
internal readonly record struct LockoutNotice(LockoutStep Step, long Milliseconds, int Number);

/// <summary>What a store says of an attempt, or of its end.</summary>
/// <param name="Refusal">Why it may not be made.</param>
/// <param name="Wait">Until when, in milliseconds.</param>
/// <param name="Network">A step of the network.</param>
/// <param name="Account">A step of the account and network.</param>
internal readonly record struct LockoutReply(LockoutRefusal Refusal, long Wait, LockoutNotice Network, LockoutNotice Account)
{
    /// <summary>Which of the counts refused; for the operator only.</summary>
    public LockoutLimit RefusedBy { get; init; }

    /// <summary>Counted in the process because the shared store did not answer.</summary>
    public bool IsDegraded { get; init; }

    public bool IsAdmitted => Refusal is LockoutRefusal.None;
}

/// <summary>How an attempt ended.</summary>
internal enum LockoutOutcome
{
    /// <summary>Neither right nor wrong, or nobody can tell: nothing changes.</summary>
    Other,

    /// <summary>The credential was wrong.</summary>
    Failure,

    /// <summary>It was right.</summary>
    Success,

    /// <summary>The client went away after the request had been forwarded. Counts as a failure.</summary>
    Abandoned,
}
