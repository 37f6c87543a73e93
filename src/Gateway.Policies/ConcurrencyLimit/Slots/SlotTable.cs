using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Policies.Events;
using Gateway.Policies.RateLimit;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>A slot of one rule that a request wants.</summary>
internal readonly record struct SlotTake(SlotRule Rule, UInt128 Partition);

/// <summary>What the table says to a request: which rule refuses it (-1 for none), and what it has to wait for.</summary>
internal readonly record struct SlotVerdict(int Refused, bool Overflowed, SlotWaiter[]? Waiters)
{
    public static SlotVerdict Admitted => new(-1, false, null);
}

/// <summary>
/// The requests in flight of every partition. Exact under any concurrency, without allocating as long as no store has to be asked, and
/// bounded: a partition is there only while something is in flight or held. One that finds no room is counted together with all others
/// of its rule that find none, and stays there until nothing is left of those, so that nobody is counted in two places.
/// </summary>
internal sealed partial class SlotTable : IAsyncDisposable
{
    public const int DefaultMaxPartitions = 100_000;
    private const int MaxOverflowRules = 4096;
    private const int MaxPooled = 4096;
    private readonly SlotShard[] _shards;
    private readonly SlotShard _overflow = new(MaxOverflowRules);
    private readonly int _shift;
    private readonly MonotonicClock _clock;
    private readonly ConcurrencyLimitMetrics _metrics;
    private readonly IEventSink? _events;
    private readonly ConcurrentQueue<HeldSlots> _pool = new();
    private readonly SlotPump? _pump;
    private int _pooled;
    private long _silentUntil = long.MinValue;

    /// <param name="time">Only its monotonic timestamps are read.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="events">Told when the table is full; null for a library user without events.</param>
    /// <param name="shared">Where replicas share slots; null for none.</param>
    /// <param name="maxPartitions">Partitions at most; 1,024 or more.</param>
    public SlotTable(TimeProvider time, ConcurrencyLimitMetrics metrics, IEventSink? events, ISharedSlots? shared, int maxPartitions = DefaultMaxPartitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPartitions, 1024);
        (_clock, _metrics, _events, Shared) = (new MonotonicClock(time), metrics, events, shared);
        // Few enough that each is large, so that keyed hashing fills them evenly; enough that cores seldom meet.
        var shards = maxPartitions < 65_536 ? 4 : 64;
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)shards);
        _shards = new SlotShard[shards];
        for (var i = 0; i < shards; i++) _shards[i] = new SlotShard(maxPartitions / shards);
        PartitionHashKey = BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));
        if (shared is not null)
        {
            _pump = new SlotPump(this, shared, _clock, time);
            shared.Heard = Heard;
        }

        metrics.Observe(() => Count, () => Sum(static l => Math.Max(0, l.Held - l.Used)));
    }

    public UInt128 PartitionHashKey { get; }

    public ISharedSlots? Shared { get; }

    /// <summary>Partitions with something in flight or held.</summary>
    public int Count => _shards.Sum(static s => s.Count) + _overflow.Count;

    public HeldSlots Rent()
    {
        if (!_pool.TryDequeue(out var held)) return new HeldSlots(this);
        Interlocked.Decrement(ref _pooled);
        return held;
    }

    public void Return(HeldSlots held)
    {
        if (Volatile.Read(ref _pooled) >= MaxPooled) return;
        Interlocked.Increment(ref _pooled);
        _pool.Enqueue(held);
    }

    /// <summary>
    /// Takes a slot of every rule or of none. Where the store has to be asked, the slots that are there are taken, and the verdict says
    /// what to wait for.
    /// </summary>
    public SlotVerdict Take(ReadOnlySpan<SlotTake> takes, HeldSlots held)
    {
        Span<int> shards = stackalloc int[takes.Length];
        var locked = LockShards(takes, shards);
        var overflowLocked = false;
        var overflowed = -1;
        SlotVerdict verdict;
        var entries = default(EntryBuffer);
        try
        {
            verdict = Take(takes, entries, held, ref overflowLocked, ref overflowed);
        }
        finally
        {
            if (overflowLocked) _overflow.Gate.Exit();
            for (var i = locked - 1; i >= 0; i--) _shards[shards[i]].Gate.Exit();
        }

        if (overflowed >= 0) Alarm(takes[overflowed].Rule);
        if (verdict.Waiters is not null) Ask(verdict.Waiters);
        return verdict;
    }

    /// <summary>A wait has ended with a slot.</summary>
    public void Keep(HeldSlots held, SlotWaiter waiter)
    {
        held.Add(waiter.Rule, waiter.Entry, _clock.Now);
        _metrics.Took(waiter.Rule);
    }

    /// <summary>Gives a slot back.</summary>
    public void Release(SlotRule rule, SlotEntry entry, long since)
    {
        var now = _clock.Now;
        var due = long.MaxValue;
        lock (entry.Shard.Gate)
        {
            entry.Release(now, Shared?.UsableLife ?? 0);
            if (entry.Lease is { } lease) due = Due(entry, lease, now);
            entry.Shard.RemoveIfEmpty(entry);
        }

        if (due != long.MaxValue) _pump!.Add(entry, due);
        rule.Ended(now - since);
        _metrics.Released(rule);
    }

    public ValueTask DisposeAsync() => _pump?.DisposeAsync() ?? default;

    private SlotVerdict Take(ReadOnlySpan<SlotTake> takes, Span<SlotEntry?> entries, HeldSlots held, ref bool overflowLocked, ref int overflowed)
    {
        var now = _clock.Now;
        var life = Shared?.UsableLife ?? 0;
        var (refused, asked) = (-1, 0);
        for (var i = 0; i < takes.Length; i++)
        {
            entries[i] = FindOrAdd(takes[i], now, ref overflowLocked);
            if (entries[i]?.Shard == _overflow) overflowed = i;
            var answer = entries[i]?.Look(now, life) ?? SlotAnswer.Refused;
            if (answer is SlotAnswer.Ask) asked++;
            if (answer is not SlotAnswer.Refused) continue;
            refused = i;
            break;
        }

        if (refused >= 0)
        {
            if (entries[refused] is { } full) full.Refused++;
            for (var i = 0; i <= refused; i++)
                if (entries[i] is { } entry) entry.Shard.RemoveIfEmpty(entry);
            return new(refused, overflowed == refused, null);
        }

        var waiters = asked > 0 ? new SlotWaiter[asked] : null;
        for (var i = 0; i < takes.Length; i++)
        {
            var entry = entries[i]!;
            if (entry.Look(now, life) is SlotAnswer.Admitted)
            {
                entry.Use(now, life);
                held.Add(takes[i].Rule, entry, now);
                _metrics.Took(takes[i].Rule);
                continue;
            }

            var waiter = new SlotWaiter(entry, takes[i].Rule, i);
            entry.Enqueue(waiter);
            waiters![--asked] = waiter;
        }

        return new(-1, overflowed >= 0, waiters);
    }

    // Under the lock of the partition's shard. Null when there is not even room for the rule: closed until something ends.
    private SlotEntry? FindOrAdd(in SlotTake take, long now, ref bool overflowLocked)
    {
        var shard = _shards[Shard(take.Partition)];
        if (shard.TryFind(take.Partition, out var entry)) return entry;
        if (shard.HasRoom && _overflow.Count == 0) return shard.Add(take.Partition, take.Rule, now);

        // Always last in the order of locks.
        if (!overflowLocked) _overflow.Gate.Enter();
        overflowLocked = true;
        if (_overflow.TryFind(take.Rule.Identity, out entry)) return entry;
        if (shard.HasRoom) return shard.Add(take.Partition, take.Rule, now);
        return _overflow.HasRoom ? _overflow.Add(take.Rule.Identity, take.Rule, now) : null;
    }

    // Returns how many are locked.
    private int LockShards(ReadOnlySpan<SlotTake> takes, Span<int> shards)
    {
        var count = 0;
        foreach (ref readonly var take in takes) count = ShardOrder.Add(shards, count, Shard(take.Partition));
        foreach (var shard in shards[..count]) _shards[shard].Gate.Enter();
        return count;
    }

    private void Alarm(SlotRule rule)
    {
        _metrics.Overflowed(rule);
        if (_events is null) return;
        var now = _clock.Now;
        var silentUntil = Volatile.Read(ref _silentUntil);
        if (now < silentUntil || Interlocked.CompareExchange(ref _silentUntil, now + TimeSpan.TicksPerMinute, silentUntil) != silentUntil) return;
        _events.Write(new SecurityEvent
        {
            Event = "concurrency-limit.overflow",
            Outcome = "failure",
            Policy = "ConcurrencyLimit",
            Reason = "partitions-exhausted",
            Note = $"rule {rule.MetricTag.Value}: no room for a new partition; those without room are counted as one",
        });
    }

    private int Shard(UInt128 partition) => (int)((ulong)(partition >> 64) >> _shift);

    [System.Runtime.CompilerServices.InlineArray(ConcurrencyLimitOptionsValidator.MaxRules)]
    private struct EntryBuffer
    {
        private SlotEntry? _first;
    }
}
