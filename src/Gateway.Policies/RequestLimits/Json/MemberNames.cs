using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gateway.Policies.RequestLimits.Json;

/// <summary>
/// The member names of the objects that are open, to find duplicates. One hash table over pooled memory serves all levels: names are
/// added at the end and forgotten from the end, so that a chain's head is always its youngest entry. It holds at most MaxMembers names
/// per open object. Hashes are keyed with the process's random seed, so that a sender cannot aim at one chain.
/// </summary>
internal ref struct MemberNames(ReadOnlySpan<byte> json)
{
    private const int FirstCapacity = 64;

    private readonly ReadOnlySpan<byte> _json = json;
    private Entry[] _entries = [];
    private int[] _heads = [];
    private byte[] _unescaped = [];
    private int _unescapedLength;
    private int _mask = -1;

    public int Count { get; private set; }

    /// <summary>Adds the name that the reader stands on.</summary>
    /// <param name="reader">Stands on a property name without lone surrogates.</param>
    /// <param name="owner">The number of names before the object began: it tells open objects apart.</param>
    /// <returns>False when the object has a member of this name, however either was escaped.</returns>
    public bool TryAdd(scoped ref Utf8JsonReader reader, int owner)
    {
        var entry = reader.ValueIsEscaped ? Unescape(ref reader) : new Entry((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, false);
        var name = Text(entry);
        entry.Owner = owner;
        entry.Hash = Hash(name) ^ (owner * -1640531527);

        if (Count > _mask) Grow();
        ref var head = ref _heads[entry.Hash & _mask];
        for (var i = head; i > 0; i = _entries[i - 1].Next)
        {
            ref readonly var other = ref _entries[i - 1];
            if (other.Hash == entry.Hash && other.Owner == owner && Text(other).SequenceEqual(name)) return false;
        }

        entry.Next = head;
        _entries[Count++] = entry;
        head = Count;
        return true;
    }

    /// <summary>Forgets the names that were added after the first <paramref name="count"/>.</summary>
    public void Forget(int count)
    {
        while (Count > count)
        {
            ref readonly var entry = ref _entries[--Count];
            _heads[entry.Hash & _mask] = entry.Next;
            if (entry.IsUnescaped) _unescapedLength = entry.Start;
        }
    }

    public readonly void Dispose()
    {
        if (_entries.Length > 0) ArrayPool<Entry>.Shared.Return(_entries);
        if (_heads.Length > 0) ArrayPool<int>.Shared.Return(_heads);
        if (_unescaped.Length > 0) ArrayPool<byte>.Shared.Return(_unescaped);
    }

    // string.GetHashCode is Marvin with a random key; bytes are read as characters in pairs.
    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(name), StringComparison.Ordinal);
        return (name.Length & 1) == 0 ? hash : (hash * 31) + name[^1];
    }

    private readonly ReadOnlySpan<byte> Text(in Entry entry) =>
        entry.IsUnescaped ? _unescaped.AsSpan(entry.Start, entry.Length) : _json.Slice(entry.Start, entry.Length);

    private Entry Unescape(scoped ref Utf8JsonReader reader)
    {
        // Unescaped text is never longer than the text with escapes.
        var needed = _unescapedLength + reader.ValueSpan.Length;
        if (needed > _unescaped.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _unescaped.Length));
            _unescaped.AsSpan(0, _unescapedLength).CopyTo(larger);
            if (_unescaped.Length > 0) ArrayPool<byte>.Shared.Return(_unescaped);
            _unescaped = larger;
        }

        var length = reader.CopyString(_unescaped.AsSpan(_unescapedLength));
        var entry = new Entry(_unescapedLength, length, true);
        _unescapedLength += length;
        return entry;
    }

    private void Grow()
    {
        var capacity = Math.Max(FirstCapacity, 2 * (_mask + 1));
        var entries = ArrayPool<Entry>.Shared.Rent(capacity);
        var heads = ArrayPool<int>.Shared.Rent(capacity);
        heads.AsSpan(0, capacity).Clear();
        _entries.AsSpan(0, Count).CopyTo(entries);
        Dispose(_entries, _heads);
        (_entries, _heads, _mask) = (entries, heads, capacity - 1);

        // In their order, so that forgetting from the end still finds each at the head of its chain.
        for (var i = 0; i < Count; i++)
        {
            ref var head = ref heads[entries[i].Hash & _mask];
            entries[i].Next = head;
            head = i + 1;
        }
    }

    private static void Dispose(Entry[] entries, int[] heads)
    {
        if (entries.Length == 0) return;
        ArrayPool<Entry>.Shared.Return(entries);
        ArrayPool<int>.Shared.Return(heads);
    }

    private struct Entry(int start, int length, bool isUnescaped)
    {
        public readonly int Start = start;
        public readonly int Length = length;
        public readonly bool IsUnescaped = isUnescaped;
        public int Hash;
        public int Owner;
        public int Next;
    }
}
