namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>A partition in the table, guarded by the lock of its shard. Reused for another one when nothing is in flight or held any more.</summary>
internal sealed class SlotEntry(SlotShard shard)
{
    private SlotLease? _lease;
    private int _used;

    public SlotShard Shard { get; } = shard;

    public UInt128 Key { get; private set; }

    public int Permits { get; private set; }

    /// <summary>The rule that began it; the others that share it have the same name and values.</summary>
    public SlotRule? Rule { get; private set; }

    /// <summary>Requests refused since something began to be in flight.</summary>
    public long Refused { get; set; }

    /// <summary>Requests in flight here.</summary>
    public int Used => Lease?.Used ?? _used;

    /// <summary>The slots held of a shared partition; null when this process alone counts it.</summary>
    public SlotLease? Lease { get; private set; }

    /// <summary>Requests that wait for the store.</summary>
    public Queue<SlotWaiter>? Waiting { get; private set; }

    /// <summary>For when the pump has been told to look at it; <see cref="long.MaxValue"/> when it has not.</summary>
    public long QueuedFor { get; set; } = long.MaxValue;

    public bool IsEmpty => Lease is null ? _used == 0 : Lease.IsEmpty && Waiting is not { Count: > 0 };

    public void Assign(UInt128 key, SlotRule rule, long now)
    {
        (Key, Permits, Rule, Refused, _used, QueuedFor) = (key, rule.Permits, rule, 0, 0, long.MaxValue);
        Lease = rule.IsShared ? _lease ??= new SlotLease() : null;
        Lease?.Reset(rule.Permits, now);
    }

    /// <summary>Belongs to no partition any more: the pump may still come by and must find nothing.</summary>
    public void Clear() => Lease = null;

    public SlotAnswer Look(long now, int usableLife)
    {
        if (Lease is null) return _used < Permits ? SlotAnswer.Admitted : SlotAnswer.Refused;
        if (Waiting is not { Count: > 0 } waiting) return Lease.Look(now, usableLife);
        // Behind those that wait. More than there are permits cannot be granted at once, and the queue has to be bounded.
        return waiting.Count >= Math.Min(Permits, SlotWaiter.MaxOfAPartition) ? SlotAnswer.Refused : SlotAnswer.Ask;
    }

    /// <summary>After <see cref="Look"/> has said Admitted.</summary>
    public void Use(long now, int usableLife)
    {
        if (Lease is null) _used++;
        else if (!Lease.TryUse(now, usableLife)) throw new InvalidOperationException("A slot was used that is not held.");
    }

    /// <summary>A request has ended. Whoever waits longest gets its slot, if the slot is one that may be used.</summary>
    public void Release(long now, int usableLife)
    {
        if (Lease is null)
        {
            _used--;
            return;
        }

        Lease.Release(now);
        if (Waiting is { Count: > 0 } waiting && Lease.TryUse(now, usableLife)) waiting.Dequeue().SetResult(SlotOutcome.Admitted);
    }

    public void Enqueue(SlotWaiter waiter) => (Waiting ??= new Queue<SlotWaiter>()).Enqueue(waiter);
}
