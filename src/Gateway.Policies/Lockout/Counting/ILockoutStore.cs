namespace Gateway.Policies.Lockout.Counting;

/// <summary>What a count is of.</summary>
internal enum LockoutLimit
{
    Network,
    Account,
}

/// <summary>A count: its name, which tells nobody without the key what it is of, and what an operator is shown of it.</summary>
internal readonly record struct LockoutKey(UInt128 Name, LockoutLimit Limit, string Realm, LockoutNetwork Network);

/// <summary>An attempt and the counts that it belongs to.</summary>
/// <param name="Network">The network's count.</param>
/// <param name="NetworkTerms">Its figures.</param>
/// <param name="Account">The count of the account and network; null where there is no account.</param>
/// <param name="AccountTerms">Its figures.</param>
/// <param name="OnStoreFailure">What to do without the shared store.</param>
internal readonly record struct LockoutCall(
    LockoutKey Network, LockoutTerms NetworkTerms, LockoutKey? Account, LockoutTerms AccountTerms, LockoutStoreFailure OnStoreFailure)
{
    /// <summary>Names the attempt in the shared store; unique over all replicas. Unused in the process.</summary>
    public string Id { get; init; } = "";

    /// <summary>The account's count is the one that all requests of the network share which name nobody.</summary>
    public bool IsNameless { get; init; }

    /// <summary>Counted in the process because the shared store did not answer: it ends there, too.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Holds a place in the counts; false in Report mode for what would have been refused.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>A lock as it is listed.</summary>
internal sealed record LockoutEntry(UInt128 Name, LockoutLimit Limit, string Realm, string Network, TimeSpan Remaining, int Strikes, bool IsShared);

/// <summary>Where attempts are counted.</summary>
internal interface ILockoutStore
{
    /// <summary>What is not worth asking further: a lock that this process knows of.</summary>
    bool IsKnownLocked(UInt128 name, out long wait);

    /// <summary>Admits an attempt and counts it as in flight, or says how long to wait.</summary>
    ValueTask<LockoutReply> BeginAsync(LockoutCall call);

    /// <summary>Counts how an attempt ended. Never throws.</summary>
    ValueTask<LockoutReply> EndAsync(LockoutCall call, LockoutOutcome outcome);

    /// <summary>Locks that hold; null when they cannot be had. The longest first, so many at most.</summary>
    ValueTask<IReadOnlyList<LockoutEntry>?> ListAsync(int most);

    /// <summary>Ends a lock and forgets its count; false when there is none, null when the store does not answer.</summary>
    ValueTask<bool?> UnlockAsync(UInt128 name);
}
