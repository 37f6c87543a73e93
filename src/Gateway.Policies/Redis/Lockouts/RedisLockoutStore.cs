using System.Globalization;
using Gateway.Policies.Lockout;
using Gateway.Policies.Lockout.Counting;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Lockouts;

/// <summary>Counts in Redis, and in the process while Redis does not answer.</summary>
internal sealed class RedisLockoutStore : ISharedLockoutStore
{
    // No request waits for what an operator asks.
    private static readonly TimeSpan OperatorTime = TimeSpan.FromSeconds(2);

    private readonly RedisStore _store;
    private readonly LockoutTable _table;
    private readonly KnownLocks _known;
    private readonly string _keyPrefix;
    private readonly RedisKey _index;

    public RedisLockoutStore(RedisStore store, LockoutTable table, TimeProvider time)
    {
        (_store, _table, _known) = (store, table, new KnownLocks(time));
        // On one slot of a cluster: both counts of an attempt, and the index, in one step.
        _keyPrefix = $"{store.Options.Prefix}{{{store.Options.Prefix}lockout}}:";
        _index = _keyPrefix + "locks";
    }

    public static string NameOf(UInt128 name) => name.ToString("x32", CultureInfo.InvariantCulture);

    // A lock that came about here while Redis was away holds on here.
    public bool IsKnownLocked(UInt128 name, out long wait) => _known.Contains(name, out wait) || _table.IsKnownLocked(name, out wait);

    public async ValueTask<LockoutReply> BeginAsync(LockoutCall call)
    {
        var reply = await AskAsync("begin", call).ConfigureAwait(false);
        if (reply.IsAnswer)
        {
            if (reply.Value.Refusal is LockoutRefusal.Locked) _known.Add(reply.Value.RefusedBy is LockoutLimit.Account ? call.Account!.Value.Name : call.Network.Name, reply.Value.Wait);
            return reply.Value;
        }

        return call.OnStoreFailure is LockoutStoreFailure.Deny
            ? new LockoutReply(LockoutRefusal.Unavailable, (long)_store.Options.Breaker.OpenFor.TotalMilliseconds, default, default) { IsDegraded = true }
            : _table.Begin(call) with { IsDegraded = true };
    }

    public async ValueTask<LockoutReply> EndAsync(LockoutCall call, LockoutOutcome outcome)
    {
        if (call.IsLocal) return _table.End(call, outcome);
        var isFailure = outcome is LockoutOutcome.Failure or LockoutOutcome.Abandoned;
        // Nothing to give back, and nothing to count.
        if (!call.IsHeld && outcome is LockoutOutcome.Other) return default;
        var reply = await AskAsync(isFailure ? "failure" : outcome is LockoutOutcome.Success ? "success" : "other", call).ConfigureAwait(false);
        if (reply.IsAnswer) return reply.Value;
        // A failure must not be forgotten because Redis went away in between; the place in Redis frees itself.
        return isFailure ? _table.End(call with { IsHeld = false }, outcome) : default;
    }

    public async ValueTask<IReadOnlyList<LockoutEntry>?> ListAsync(int most)
    {
        var reply = await _store.AskAsideAsync(
            _index, static (database, s) => LockoutScript.ListAsync(database, s._index, s._keyPrefix, s.most), (_index, _keyPrefix, most), OperatorTime).ConfigureAwait(false);
        return reply.IsAnswer ? Read((string[]?)reply.Value ?? []) : null;
    }

    public async ValueTask<bool?> UnlockAsync(UInt128 name)
    {
        var text = NameOf(name);
        var reply = await _store.AskAsideAsync(
            _index, static (database, s) => LockoutScript.UnlockAsync(database, s._index, s._keyPrefix + s.text, s.text), (_index, _keyPrefix, text), OperatorTime).ConfigureAwait(false);
        _known.Remove(name);
        return reply.IsAnswer ? reply.Value : null;
    }

    private static List<LockoutEntry> Read(string[] values)
    {
        var locks = new List<LockoutEntry>();
        foreach (var row in values.Chunk(6))
        {
            // Whoever can write to Redis can write nonsense; it is left out.
            if (row is [var id, var left, var strikes, var kind, var realm, var network]
                && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var name)
                && long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < int.MaxValue
                && int.TryParse(strikes, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                locks.Add(new(name, kind == "1" ? LockoutLimit.Account : LockoutLimit.Network, realm, network, TimeSpan.FromMilliseconds(milliseconds), number, IsShared: true));
            }
        }

        return locks;
    }

    private ValueTask<StoreReply<LockoutReply>> AskAsync(string op, in LockoutCall call)
    {
        RedisKey network = _keyPrefix + NameOf(call.Network.Name);
        RedisKey[] keys = call.Account is { } account ? [_index, network, _keyPrefix + NameOf(account.Name)] : [_index, network];
        return _store.AskAsync(_index, static (database, s) => LockoutScript.RunAsync(database, s.keys, s.arguments), (keys, arguments: LockoutScript.Arguments(op, call)));
    }
}
