namespace Gateway.JsonSchema.Reading;

/// <summary>
/// Stack of sets of values, each value being a place in the text: the names of one object, or the items of one array.
/// Sets inside each other are put up and taken down in order, so that all share two arrays that are kept between validations.
/// A set of few values is searched in turn, one of many by a hash table.
/// </summary>
internal sealed class PositionSets
{
    private const int Few = 12;

    private (ulong Hash, int Position)[] _entries = new (ulong, int)[64];
    private int[] _slots = [];
    private int _entryCount;
    private int _slotCount;

    /// <summary>Begins a set on top of the others.</summary>
    public PositionSet Begin() => new() { FirstEntry = _entryCount, FirstSlot = _slotCount };

    /// <summary>Ends the topmost set.</summary>
    public void End(PositionSet set) => (_entryCount, _slotCount) = (set.FirstEntry, set.FirstSlot);

    public void Clear()
    {
        _entryCount = 0;
        _slotCount = 0;
        // What one huge instance needed is not kept for ever.
        if (_entries.Length > 16_384) _entries = new (ulong, int)[64];
        if (_slots.Length > 65_536) _slots = [];
    }

    /// <summary>Adds the value at a place to the topmost set; false when an equal one is in it.</summary>
    public bool Add(ref PositionSet set, ReadOnlySpan<byte> text, ulong hash, int position, ref long budget)
    {
        var count = _entryCount - set.FirstEntry;
        if (set.Slots == 0 && count < Few)
        {
            for (var i = set.FirstEntry; i < _entryCount; i++)
            {
                if (_entries[i].Hash == hash && Same(text, _entries[i].Position, position, ref budget)) return false;
            }
        }
        else
        {
            if (count * 2 >= set.Slots) Grow(ref set, count);
            var mask = set.Slots - 1;
            var slot = (int)hash & mask;
            int entry;
            while ((entry = _slots[set.FirstSlot + slot]) != 0)
            {
                ref var other = ref _entries[set.FirstEntry + entry - 1];
                if (other.Hash == hash && Same(text, other.Position, position, ref budget)) return false;
                slot = (slot + 1) & mask;
            }

            _slots[set.FirstSlot + slot] = count + 1;
        }

        if (_entryCount == _entries.Length) Array.Resize(ref _entries, _entries.Length * 2);
        _entries[_entryCount++] = (hash, position);
        return true;
    }

    private void Grow(ref PositionSet set, int count)
    {
        set.Slots = Math.Max(64, set.Slots * 4);
        _slotCount = set.FirstSlot + set.Slots;
        if (_slotCount > _slots.Length) Array.Resize(ref _slots, Math.Max(_slotCount, _slots.Length * 2));
        Array.Clear(_slots, set.FirstSlot, set.Slots);
        var mask = set.Slots - 1;
        for (var i = 0; i < count; i++)
        {
            var slot = (int)_entries[set.FirstEntry + i].Hash & mask;
            while (_slots[set.FirstSlot + slot] != 0) slot = (slot + 1) & mask;
            _slots[set.FirstSlot + slot] = i + 1;
        }
    }

    private static bool Same(ReadOnlySpan<byte> text, int a, int b, ref long budget)
    {
        var x = new JsonCursor(text) { Position = a };
        var y = new JsonCursor(text) { Position = b };
        return JsonEquality.Equal(ref x, ref y, ref budget);
    }
}

/// <summary>One set of <see cref="PositionSets"/>.</summary>
internal struct PositionSet
{
    public int FirstEntry;
    public int FirstSlot;
    public int Slots;
}
