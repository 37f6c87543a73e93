using System.Numerics;
using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// A part of the bucket table under one lock: a chained hash table in two arrays, 32 bytes a bucket and 4 to 8 bytes of chain heads.
/// When it is full, only buckets that are full again are given up: forgetting those changes no decision. A client over its limit is
/// never reset.
/// </summary>
internal sealed class BucketShard(int maximum)
{
    // How many buckets an insertion looks at for one to give up: bounds the work under the lock whatever an attacker sends.
    private const int SweepLength = 32;
    private const int None = -1;
    private const long Free = long.MaxValue;

    private int[] _heads = NewHeads(Math.Min(16, maximum));
    private Entry[] _entries = new Entry[Math.Min(16, maximum)];
    private int _used;
    private int _free = None;
    private int _hand;
    private int _count;

    public Lock Gate { get; } = new();

    /// <summary>The buckets that are near their limits, for an operator.</summary>
    public BucketWatch Watch { get; } = new();

    /// <summary>Buckets held; may be read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Reads a bucket's arrival time; one that lies in the past is brought up to now, which also keeps it from the sweep of this request.</summary>
    public GcraTime Read(int index, long now)
    {
        ref var entry = ref _entries[index];
        if (entry.Ticks < now) (entry.Ticks, entry.Part) = (now, 0);
        return new(entry.Ticks, entry.Part);
    }

    /// <summary>What is written in a bucket.</summary>
    public GcraTime Peek(int index) => new(_entries[index].Ticks, _entries[index].Part);

    public void Write(int index, GcraTime arrival) => (_entries[index].Ticks, _entries[index].Part) = (arrival.Ticks, arrival.Part);

    /// <summary>The bucket's index, a new full bucket's, or -1 when there is no room.</summary>
    public int FindOrAdd(UInt128 key, long now)
    {
        if (TryFind(key, out var index)) return index;

        index = Allocate(now);
        if (index == None) return None;
        ref var head = ref _heads[Head(key)];
        _entries[index] = new Entry { Key = key, Ticks = now, Next = head };
        head = index;
        Volatile.Write(ref _count, _count + 1);
        return index;
    }

    public bool TryFind(UInt128 key, out int index)
    {
        for (index = _heads[Head(key)]; index != None; index = _entries[index].Next)
            if (_entries[index].Key == key) return true;
        return false;
    }

    /// <summary>Moves a bucket's arrival time back. A bucket that is not here any more was full again.</summary>
    public void GiveBack(UInt128 key, long ticks)
    {
        for (var i = _heads[Head(key)]; i != None; i = _entries[i].Next)
        {
            if (_entries[i].Key != key) continue;
            _entries[i].Ticks -= ticks;
            return;
        }
    }

    private int Allocate(long now)
    {
        if (_free == None && _used == _entries.Length)
        {
            Sweep(now);
            if (_free == None && !TryGrow()) return None;
        }

        if (_free == None) return _used++;
        var index = _free;
        _free = _entries[index].Next;
        return index;
    }

    private void Sweep(long now)
    {
        for (var i = Math.Min(SweepLength, _used); i > 0; i--)
        {
            _hand = _hand + 1 < _used ? _hand + 1 : 0;
            if (_entries[_hand].Ticks < now) Remove(_hand);
        }
    }

    private void Remove(int index)
    {
        ref var link = ref _heads[Head(_entries[index].Key)];
        while (link != index) link = ref _entries[link].Next;
        link = _entries[index].Next;
        _entries[index] = new Entry { Ticks = Free, Next = _free };
        _free = index;
        Volatile.Write(ref _count, _count - 1);
    }

    private bool TryGrow()
    {
        if (_entries.Length >= maximum) return false;
        Array.Resize(ref _entries, Math.Min(_entries.Length * 2, maximum));
        _heads = NewHeads(_entries.Length);
        for (var i = 0; i < _used; i++)
        {
            ref var head = ref _heads[Head(_entries[i].Key)];
            _entries[i].Next = head;
            head = i;
        }

        return true;
    }

    // The low bits: the high ones chose the shard.
    private int Head(UInt128 key) => (int)((ulong)key & (uint)(_heads.Length - 1));

    private static int[] NewHeads(int entries)
    {
        var heads = new int[BitOperations.RoundUpToPowerOf2((uint)entries)];
        Array.Fill(heads, None);
        return heads;
    }

    private struct Entry
    {
        public UInt128 Key;
        public long Ticks;
        public uint Part;
        public int Next;
    }
}
