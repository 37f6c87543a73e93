namespace Gateway.Policies.Lockout.Counting;

/// <summary>The shared store. Its own type, because the table in the process is a store as well.</summary>
internal interface ISharedLockoutStore : ILockoutStore;

/// <summary>Which store counts for a route, and all of them for an operator.</summary>
internal sealed class LockoutStores(LockoutTable table, LockoutNames names, ISharedLockoutStore? shared = null)
{
    /// <summary>What counts are named with; the same in all replicas where there is a shared store.</summary>
    public LockoutNames Names => names;

    public ILockoutStore For(LockoutOptions options) => shared is not null && options.Shared is not false ? shared : table;

    /// <summary>Locks that hold, and whether these are all: false when the shared store does not answer.</summary>
    public async Task<(IReadOnlyList<LockoutEntry> Locks, bool IsComplete)> ListAsync(int most)
    {
        var own = await table.ListAsync(most).ConfigureAwait(false) ?? [];
        if (shared is null) return (own, true);
        var others = await shared.ListAsync(most).ConfigureAwait(false);
        return ([.. own.Concat(others ?? []).OrderByDescending(static e => e.Remaining).Take(most)], others is not null);
    }

    /// <summary>Ends a lock wherever it is; null when it is not here and the shared store does not answer.</summary>
    public async Task<bool?> UnlockAsync(UInt128 name)
    {
        var own = await table.UnlockAsync(name).ConfigureAwait(false);
        var other = shared is null ? false : await shared.UnlockAsync(name).ConfigureAwait(false);
        return own is true || other is true ? true : other;
    }
}
