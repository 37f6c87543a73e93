using System.Diagnostics.CodeAnalysis;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>A part of the table under one lock. Holds only partitions with something in flight or held.</summary>
internal sealed class SlotShard(int maximum)
{
    private const int MaxFree = 1024;
    private readonly Dictionary<UInt128, SlotEntry> _entries = [];
    private readonly Stack<SlotEntry> _free = new();
    private int _count;

    public Lock Gate { get; } = new();

    /// <summary>May be read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool HasRoom => _entries.Count < maximum;

    /// <summary>For walks under the lock.</summary>
    public Dictionary<UInt128, SlotEntry>.ValueCollection Entries => _entries.Values;

    public bool TryFind(UInt128 key, [NotNullWhen(true)] out SlotEntry? entry) => _entries.TryGetValue(key, out entry);

    public SlotEntry Add(UInt128 key, SlotRule rule, long now)
    {
        if (!_free.TryPop(out var entry)) entry = new SlotEntry(this);
        entry.Assign(key, rule, now);
        _entries.Add(key, entry);
        Volatile.Write(ref _count, _entries.Count);
        return entry;
    }

    /// <summary>Forgets a partition with nothing in flight and nothing held.</summary>
    public void RemoveIfEmpty(SlotEntry entry)
    {
        if (!entry.IsEmpty || !_entries.TryGetValue(entry.Key, out var present) || present != entry) return;
        _entries.Remove(entry.Key);
        Volatile.Write(ref _count, _entries.Count);
        entry.Clear();
        if (_free.Count < MaxFree) _free.Push(entry);
    }
}
