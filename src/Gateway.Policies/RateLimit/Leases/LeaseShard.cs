namespace Gateway.Policies.RateLimit.Leases;

/// <summary>
/// A part of the table under one lock. Entries are made when a key is asked for and forgotten a second after it was last used; only leases
/// and calls in flight keep them, so that a full table is a matter of what happens within a second.
/// </summary>
internal sealed class LeaseShard(int maximum)
{
    private const int SweepLength = 32;
    private readonly List<LeaseEntry> _holding = [];
    private LeaseEntry?[] _heads = new LeaseEntry?[16];
    private int _hand;
    private int _count;

    public Lock Gate { get; } = new();

    /// <summary>Entries; may be read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Decisions by leases, by known emptiness, and those that had to ask. May be read without the lock.</summary>
    public long Leased, Refused, Asked;

    /// <summary>Entries that have or had a lease; <see cref="Settle"/> takes the others out.</summary>
    public IReadOnlyList<LeaseEntry> Holding => _holding;

    public LeaseEntry? Find(UInt128 key)
    {
        for (var entry = _heads[Head(key)]; entry is not null; entry = entry.Next)
            if (entry.Key == key) return entry;
        return null;
    }

    /// <summary>False when there is no room.</summary>
    public bool TryAdd(LeaseEntry entry, long now)
    {
        if (_count >= maximum) Sweep(SweepLength, now, idleOnly: true);
        if (_count >= maximum) return false;
        if (_count >= _heads.Length) Grow();
        ref var head = ref _heads[Head(entry.Key)];
        entry.Next = head;
        head = entry;
        Volatile.Write(ref _count, _count + 1);
        return true;
    }

    /// <summary>Keeps the list of leases right after an entry's lease came or went.</summary>
    public void Settle(LeaseEntry entry)
    {
        var holds = entry.IsHolding;
        if (holds == entry.HoldingIndex >= 0) return;
        if (holds)
        {
            entry.HoldingIndex = _holding.Count;
            _holding.Add(entry);
            return;
        }

        var last = _holding[^1];
        _holding[entry.HoldingIndex] = last;
        last.HoldingIndex = entry.HoldingIndex;
        _holding.RemoveAt(_holding.Count - 1);
        entry.HoldingIndex = -1;
    }

    /// <summary>Forgets entries in so many chains.</summary>
    /// <param name="chains">How many chains; the hand goes on where it stopped.</param>
    /// <param name="now">The replica's time.</param>
    /// <param name="idleOnly">Forgets whatever loses no permits, not only what is of no use.</param>
    public void Sweep(int chains, long now, bool idleOnly = false)
    {
        for (var i = Math.Min(chains, _heads.Length); i > 0; i--)
        {
            _hand = (_hand + 1) & (_heads.Length - 1);
            ref var head = ref _heads[_hand];
            LeaseEntry? kept = null;
            for (var entry = head; entry is not null;)
            {
                var next = entry.Next;
                if (idleOnly ? entry.IsIdle(now) : entry.IsStale(now))
                {
                    Remove(entry, now);
                }
                else
                {
                    entry.Next = kept;
                    kept = entry;
                }

                entry = next;
            }

            head = kept;
        }
    }

    /// <summary>Shows entries, so many at most.</summary>
    /// <returns>How many it showed.</returns>
    public int ForEach<T>(int most, T state, Action<LeaseEntry, T> visit)
    {
        var shown = 0;
        foreach (var head in _heads)
        {
            for (var entry = head; entry is not null && shown < most; entry = entry.Next)
            {
                visit(entry, state);
                shown++;
            }
        }

        return shown;
    }

    private void Remove(LeaseEntry entry, long now)
    {
        entry.Expire(now);
        Settle(entry);
        Volatile.Write(ref _count, _count - 1);
    }

    private void Grow()
    {
        var before = _heads;
        _heads = new LeaseEntry?[before.Length * 2];
        foreach (var head in before)
        {
            for (var entry = head; entry is not null;)
            {
                var next = entry.Next;
                ref var place = ref _heads[Head(entry.Key)];
                entry.Next = place;
                place = entry;
                entry = next;
            }
        }
    }

    // The low bits: the high ones chose the shard.
    private int Head(UInt128 key) => (int)((ulong)key & (uint)(_heads.Length - 1));
}
