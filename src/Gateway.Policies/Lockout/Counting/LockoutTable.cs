namespace Gateway.Policies.Lockout.Counting;

/// <summary>
/// Counts in the process. One lock over all: attempts are few beside other requests, and so the order in which counts are given up is exact.
/// When there is no room, the count goes that was used longest ago and is not locked; a lock goes only when there is nothing else.
/// </summary>
internal sealed class LockoutTable : ILockoutStore
{
    public const int DefaultCapacity = 100_000;
    private const int MostSpare = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, LockoutRow> _rows = [];
    private readonly LockoutRows _open = new();
    private readonly LockoutRows _locked = new();
    private readonly Stack<LockoutRow> _spare = new();
    private readonly TimeProvider _time;
    private readonly LockoutMetrics _metrics;
    private readonly int _capacity;
    private readonly long _origin;
    private long _nextEnd = long.MaxValue;

    public LockoutTable(TimeProvider time, LockoutMetrics metrics, int capacity = DefaultCapacity)
    {
        (_time, _metrics, _capacity, _origin) = (time, metrics, capacity, time.GetTimestamp());
        metrics.Observe(() => Count);
    }

    public int Count
    {
        get
        {
            lock (_lock) return _rows.Count;
        }
    }

    // Never 0, which is never.
    private long Now => (_time.GetElapsedTime(_origin).Ticks / TimeSpan.TicksPerMillisecond) + 1;

    public bool IsKnownLocked(UInt128 name, out long wait)
    {
        lock (_lock)
        {
            wait = _rows.TryGetValue(name, out var row) ? row.State.LockedUntil - Now : 0;
            return wait > 0;
        }
    }

    public LockoutReply Begin(in LockoutCall call)
    {
        lock (_lock)
        {
            var now = Now;
            var network = Roll(call.Network, call.NetworkTerms, now, out var networkNotice);
            LockoutRow? account = null;
            var accountNotice = default(LockoutNotice);
            if (call.Account is { } key) account = Roll(key, call.AccountTerms, now, out accountNotice);

            // 1. Both counts have to admit it, and are asked before either is touched.
            var (wait, by) = (0L, LockoutLimit.Network);
            var refusal = network?.State.Judge(now, call.NetworkTerms, out wait) ?? default(LockoutState).Judge(now, call.NetworkTerms, out wait);
            if (call.Account is not null)
            {
                var second = (account?.State ?? default).Judge(now, call.AccountTerms, out var longer);
                if (second is not LockoutRefusal.None && (refusal is LockoutRefusal.None || longer > wait)) (refusal, wait, by) = (second, longer, LockoutLimit.Account);
            }

            // 2. In flight it counts as a failure until it is answered.
            if (refusal is LockoutRefusal.None)
            {
                (wait, network) = (0, network ?? Add(call.Network, account));
                network.State.Start(now);
                Keep(network, now);
                if (call.Account is { } name)
                {
                    account ??= Add(name, network);
                    account.State.Start(now);
                    Keep(account, now);
                }
            }
            else
            {
                if (network is not null) Keep(network, now);
                if (account is not null) Keep(account, now);
            }

            return new(refusal, wait, networkNotice, accountNotice) { RefusedBy = by };
        }
    }

    public LockoutReply End(in LockoutCall call, LockoutOutcome outcome)
    {
        lock (_lock)
        {
            var now = Now;
            var network = Conclude(call.Network, call.NetworkTerms, call.IsHeld, outcome, now);
            var account = call.Account is { } key ? Conclude(key, call.AccountTerms, call.IsHeld, outcome, now) : default;
            return new(LockoutRefusal.None, 0, network, account);
        }
    }

    public ValueTask<LockoutReply> BeginAsync(LockoutCall call) => new(Begin(call));

    public ValueTask<LockoutReply> EndAsync(LockoutCall call, LockoutOutcome outcome) => new(End(call, outcome));

    public ValueTask<IReadOnlyList<LockoutEntry>?> ListAsync(int most)
    {
        lock (_lock)
        {
            var now = Now;
            return new([.. _rows.Values.Where(r => r.State.IsLocked(now)).OrderByDescending(static r => r.State.LockedUntil).Take(most).Select(r => Show(r, now))]);
        }
    }

    public ValueTask<bool?> UnlockAsync(UInt128 name)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(name, out var row) || !row.State.IsLocked(Now)) return new(false);
            row.State.Clear();
            Keep(row, Now);
            return new(true);
        }
    }

    private static LockoutEntry Show(LockoutRow row, long now) => new(
        row.Key.Name, row.Key.Limit, row.Key.Realm, row.Key.Network.ToString(), TimeSpan.FromMilliseconds(row.State.LockedUntil - now), row.State.Strikes, IsShared: false);

    private LockoutRow? Roll(in LockoutKey key, in LockoutTerms terms, long now, out LockoutNotice notice)
    {
        notice = default;
        if (!_rows.TryGetValue(key.Name, out var row)) return null;
        if (row.State.Roll(now, terms)) notice = new(LockoutStep.Ended, 0, row.State.Strikes);
        Place(row, now);
        return row;
    }

    private LockoutNotice Conclude(in LockoutKey key, in LockoutTerms terms, bool isHeld, LockoutOutcome outcome, long now)
    {
        var isFailure = outcome is LockoutOutcome.Failure or LockoutOutcome.Abandoned;
        if (!_rows.TryGetValue(key.Name, out var row))
        {
            // It was given up meanwhile for want of room.
            if (!isFailure) return default;
            row = Add(key, null);
        }

        if (isHeld) row.State.Release();
        var notice = row.State.Roll(now, terms) ? new LockoutNotice(LockoutStep.Ended, 0, row.State.Strikes) : default;
        if (isFailure && row.State.Fail(now, terms) is { Step: not LockoutStep.None } step) notice = step;
        else if (outcome is LockoutOutcome.Success && key.Limit is LockoutLimit.Account) row.State.Clear();
        Keep(row, now);
        return notice;
    }

    // The other count of the attempt stays, whatever has to go.
    private LockoutRow Add(in LockoutKey key, LockoutRow? companion)
    {
        if (_rows.Count >= _capacity) MakeRoom(companion);
        var row = _spare.TryPop(out var spare) ? spare : new LockoutRow();
        (row.Key, row.State) = (key, default);
        _rows.Add(key.Name, row);
        _open.Append(row);
        return row;
    }

    private void MakeRoom(LockoutRow? companion)
    {
        var victim = Oldest(_open, companion);
        if (victim is null)
        {
            FreeEnded(Now);
            victim = Oldest(_open, companion) ?? Oldest(_locked, companion)!;
        }

        _metrics.Evicted(isLocked: victim.Order == _locked);
        Drop(victim);
    }

    private static LockoutRow? Oldest(LockoutRows rows, LockoutRow? companion) => rows.First == companion ? companion?.Next : rows.First;

    // A lock that is over is none, and goes before those that are not. Looked for only when one must have ended.
    private void FreeEnded(long now)
    {
        if (now < _nextEnd) return;
        _nextEnd = long.MaxValue;
        for (var row = _locked.First; row is not null;)
        {
            var next = row.Next;
            if (row.State.IsLocked(now)) _nextEnd = Math.Min(_nextEnd, row.State.LockedUntil);
            else Place(row, now);
            row = next;
        }
    }

    // Where it belongs in the order, or nowhere.
    private void Keep(LockoutRow row, long now)
    {
        if (row.State.IsBlank)
        {
            Drop(row);
            return;
        }

        Place(row, now);
    }

    private void Place(LockoutRow row, long now)
    {
        row.Order!.Remove(row);
        var isLocked = row.State.IsLocked(now);
        (isLocked ? _locked : _open).Append(row);
        if (isLocked) _nextEnd = Math.Min(_nextEnd, row.State.LockedUntil);
    }

    private void Drop(LockoutRow row)
    {
        row.Order!.Remove(row);
        _rows.Remove(row.Key.Name);
        if (_spare.Count < MostSpare) _spare.Push(row);
    }
}
