using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.Policies.Events;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// Counts in this process: synchronous, exact under any concurrency, without allocating, in bounded memory (about 40 bytes a bucket; 40 MB
/// for the default of a million). A partition that finds no room draws from one bucket that its rule has for all of those.
/// </summary>
internal sealed partial class LocalRateLimitStore : IRateLimitStore
{
    public const int DefaultMaxPartitions = 1_000_000;
    private const int MaxOverflowRules = 4096;
    private readonly BucketShard[] _shards;
    private readonly BucketShard _overflow = new(MaxOverflowRules);
    private readonly int _shift;
    private readonly TimeProvider _time;
    private readonly MonotonicClock _clock;
    private readonly OverflowAlarm _alarm;

    /// <param name="time">The clock: its monotonic timestamps, and its UTC to know where a window of the calendar ends.</param>
    /// <param name="metrics">Counts what overflows.</param>
    /// <param name="events">Told when the table is full; null for a library user without events.</param>
    /// <param name="maxPartitions">Buckets held at most; 1,024 or more.</param>
    public LocalRateLimitStore(TimeProvider time, RateLimitMetrics metrics, IEventSink? events, int maxPartitions = DefaultMaxPartitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPartitions, 1024);
        _time = time;
        _clock = new MonotonicClock(time);
        _alarm = new OverflowAlarm(_clock, metrics, events);
        // Few enough that each is large, so that keyed hashing fills them evenly; enough that cores seldom meet.
        var shards = maxPartitions < 65_536 ? 4 : 64;
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)shards);
        _shards = new BucketShard[shards];
        for (var i = 0; i < shards; i++) _shards[i] = new BucketShard(maxPartitions / shards);
        PartitionHashKey = BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));
        metrics.ObservePartitions(() => Count);
    }

    public UInt128 PartitionHashKey { get; }

    /// <summary>Buckets held, those that are full again included until their place is needed.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards) count += shard.Count;
            return count;
        }
    }

    public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes) => new(Take(takes));

    /// <summary>The same, said to be synchronous.</summary>
    public RateLimitVerdict Take(ReadOnlySpan<RateLimitTake> takes)
    {
        RateLimitTake.Check(takes);
        Span<int> shards = stackalloc int[takes.Length];
        var locked = LockShards(takes, shards);
        RateLimitVerdict verdict;
        int overflowed;
        try
        {
            // Read under the locks: every bucket sees a time that never goes back, so no take is refused for another's rounding.
            verdict = Take(takes, _clock.Now, out overflowed);
        }
        finally
        {
            for (var i = locked - 1; i >= 0; i--) _shards[shards[i]].Gate.Exit();
        }

        if (overflowed >= 0) _alarm.Raise(takes[overflowed].Rule);
        return verdict;
    }

    /// <summary>The store's time, for <see cref="GiveBack"/>.</summary>
    public long Now => _clock.Now;

    /// <summary>
    /// Gives back what admitted takes got, because a limit elsewhere refused the request. What would have refilled since then anyway is
    /// not given: a bucket that would have been full without the take would end up with more than it may hold.
    /// </summary>
    /// <param name="takes">The takes.</param>
    /// <param name="takenAt">The store's time just before they were taken.</param>
    public void GiveBack(ReadOnlySpan<RateLimitTake> takes, long takenAt)
    {
        foreach (ref readonly var take in takes)
        {
            var shard = _shards[Shard(take.Partition)];
            lock (shard.Gate)
            {
                if (take.Rule.Periods is not null)
                {
                    SettleWindow(shard, take, take.Cost, takenAt, _clock.Now);
                    continue;
                }

                var ticks = take.Rule.Increment(take.Cost).Ticks - (_clock.Now - takenAt);
                if (ticks > 0) shard.GiveBack(take.Partition, ticks);
            }
        }
    }

    // Returns how many are locked.
    private int LockShards(ReadOnlySpan<RateLimitTake> takes, Span<int> shards)
    {
        var count = 0;
        foreach (ref readonly var take in takes) count = ShardOrder.Add(shards, count, Shard(take.Partition));
        foreach (var shard in shards[..count]) _shards[shard].Gate.Enter();
        return count;
    }

    // Takes one by one and puts everything back when one refuses; under the locks nobody sees what lies between. Taking at once, not
    // deciding first, keeps it right when two takes name the same bucket.
    private RateLimitVerdict Take(ReadOnlySpan<RateLimitTake> takes, long now, out int overflowed)
    {
        Span<Undo> undo = stackalloc Undo[takes.Length];
        var verdict = new VerdictBuilder(now);
        overflowed = -1;
        var overflowLocked = false;
        try
        {
            for (var i = 0; i < takes.Length; i++)
            {
                ref readonly var take = ref takes[i];
                var shard = _shards[Shard(take.Partition)];
                var partition = take.Partition;
                var index = shard.FindOrAdd(EntryKey(take.Rule, partition, now), now);
                undo[i].InOverflow = index < 0;
                undo[i].Index = -1;
                if (index < 0 && IsUsedUp(shard, take, now))
                {
                    verdict.Refuse(i, 0, TimeSpan.TicksPerSecond, TimeSpan.TicksPerSecond);
                    continue;
                }

                if (index < 0)
                {
                    overflowed = i;
                    // Always last in the order of locks.
                    if (!overflowLocked) _overflow.Gate.Enter();
                    overflowLocked = true;
                    shard = _overflow;
                    partition = take.Rule.Identity;
                    index = shard.FindOrAdd(EntryKey(take.Rule, partition, now), now);
                }

                undo[i].Index = index;
                if (index < 0)
                {
                    // Not even room for the rule: closed until buckets fill.
                    verdict.Refuse(i, 0, TimeSpan.TicksPerSecond, TimeSpan.TicksPerSecond);
                    continue;
                }

                var gcra = take.Rule.Gcra;
                var before = shard.Read(index, now);
                undo[i].Before = before;
                if (take.Rule.Periods is not null)
                {
                    TakeWindow(shard, index, i, take, partition, now, ref verdict);
                    continue;
                }

                var admitted = gcra.TryTake(before, now, take.Rule.Increment(take.Cost), out var after, out var wait);
                if (admitted)
                {
                    shard.Write(index, after);
                    verdict.Admit(i, take, after);
                    Watch(shard, take.Rule, partition, take.Cost, isRefused: false, after, now);
                }
                else
                {
                    if (take.Rule.CountRefused)
                    {
                        // The bucket will be empty once the refusal is counted: what is told has to be true then.
                        after = gcra.Charge(before, now, take.Rule.Increment(take.Cost), default, out _);
                        gcra.TryTake(after, now, take.Rule.Increment(take.Cost), out _, out wait);
                        before = after;
                    }

                    verdict.Refuse(i, gcra.Remaining(before, now), wait, after.Ticks - now + (after.Part > 0 ? 1 : 0));
                    Watch(shard, take.Rule, partition, take.Cost, isRefused: true, after, now);
                }
            }

            if (!verdict.IsAdmitted)
            {
                for (var i = takes.Length - 1; i >= 0; i--)
                    if (undo[i].Index >= 0) (undo[i].InOverflow ? _overflow : _shards[Shard(takes[i].Partition)]).Write(undo[i].Index, undo[i].Before);
                CountRefused(takes, undo, now);
            }
        }
        finally
        {
            if (overflowLocked) _overflow.Gate.Exit();
        }

        return verdict.Build(overflowed >= 0);
    }

    // After everything is put back: what rules take of a request that is refused. At most all that the bucket holds.
    private void CountRefused(ReadOnlySpan<RateLimitTake> takes, ReadOnlySpan<Undo> undo, long now)
    {
        for (var i = 0; i < takes.Length; i++)
        {
            var rule = takes[i].Rule;
            if (!rule.CountRefused || undo[i].Index < 0) continue;
            var shard = undo[i].InOverflow ? _overflow : _shards[Shard(takes[i].Partition)];
            var partition = undo[i].InOverflow ? rule.Identity : takes[i].Partition;
            if (rule.Periods is not null) CountRefusedInWindow(shard, undo[i].Index, takes[i], partition, now);
            else shard.Write(undo[i].Index, rule.Gcra.Charge(shard.Read(undo[i].Index, now), now, rule.Increment(takes[i].Cost), default, out _));
        }
    }

    private int Shard(UInt128 partition) => (int)((ulong)(partition >> 64) >> _shift);

    private struct Undo
    {
        public int Index;
        public bool InOverflow;
        public GcraTime Before;
    }
}
