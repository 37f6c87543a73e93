using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.JsonSchema.Reading;

/// <summary>
/// The names that a schema knows, found by their bytes. Senders mostly write members in the order of the schema:
/// the name behind the last one found is tried first, a small hash table second. Its hash has no seed, since the schema alone fills it.
/// </summary>
internal sealed class Utf8Table
{
    public static readonly Utf8Table Empty = new([]);

    private readonly byte[][] _names;
    private readonly ushort[] _slots;
    private readonly uint _mask;

    public Utf8Table(byte[][] names)
    {
        _names = names;
        _slots = new ushort[BitOperations.RoundUpToPowerOf2((uint)(names.Length * 2) + 1)];
        _mask = (uint)_slots.Length - 1;
        for (var i = 0; i < names.Length; i++)
        {
            var slot = Hash(names[i]) & _mask;
            while (_slots[slot] != 0) slot = (slot + 1) & _mask;
            _slots[slot] = checked((ushort)(i + 1));
        }
    }

    public int Count => _names.Length;

    public ReadOnlySpan<byte> this[int index] => _names[index];

    /// <summary>Index of the name, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> name, int expected = 0)
    {
        var names = _names;
        return (uint)expected < (uint)names.Length && name.SequenceEqual(names[expected]) ? expected : Search(name);
    }

    private int Search(ReadOnlySpan<byte> name)
    {
        if (_names.Length == 0) return -1;
        for (var slot = Hash(name) & _mask; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            var index = _slots[slot] - 1;
            if (name.SequenceEqual(_names[index])) return index;
        }

        return -1;
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong key = (uint)name.Length;
        if (name.Length >= 8)
        {
            key ^= BinaryPrimitives.ReadUInt64LittleEndian(name) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]), 23);
            if (name.Length > 16) key += BinaryPrimitives.ReadUInt64LittleEndian(name[(name.Length / 2)..]);
        }
        else
        {
            foreach (var b in name) key = (key << 8) | b;
            key = (key << 3) ^ (uint)name.Length;
        }

        return (uint)((key * 0x9E3779B97F4A7C15) >> 40);
    }
}
