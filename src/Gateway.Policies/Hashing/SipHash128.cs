using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gateway.Policies.Hashing;

/// <summary>
/// SipHash-2-4 with 128 bits of output (Aumasson, Bernstein). Keyed, because clients choose what is hashed: without the key nobody can
/// aim at another client's bucket, at one shard, or at one chain of the table. Allocates nothing; a copy continues from the same state.
/// </summary>
internal struct SipHash128
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;
    private ulong _length;

    public SipHash128(UInt128 key)
    {
        var (k0, k1) = ((ulong)key, (ulong)(key >> 64));
        _v0 = k0 ^ 0x736f6d6570736575;
        _v1 = k1 ^ 0x646f72616e646f6d ^ 0xee;
        _v2 = k0 ^ 0x6c7967656e657261;
        _v3 = k1 ^ 0x7465646279746573;
    }

    public void Add(ulong word)
    {
        _length += 8;
        Compress(word);
    }

    /// <summary>Adds the length and then the bytes, so that neighbouring parts cannot be shifted into each other.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        bytes = AddWords(bytes);
        if (bytes.IsEmpty) return;
        Span<byte> last = stackalloc byte[8];
        last.Clear();
        bytes.CopyTo(last);
        Add(BinaryPrimitives.ReadUInt64LittleEndian(last));
    }

    /// <summary>Adds a text by its UTF-16 code units.</summary>
    public void Add(ReadOnlySpan<char> text) => Add(MemoryMarshal.AsBytes(text));

    public readonly UInt128 Finish()
    {
        var state = this;
        state.Compress(_length << 56);
        state._v2 ^= 0xee;
        for (var i = 0; i < 4; i++) state.Round();
        var low = state._v0 ^ state._v1 ^ state._v2 ^ state._v3;
        state._v1 ^= 0xdd;
        for (var i = 0; i < 4; i++) state.Round();
        return new UInt128(state._v0 ^ state._v1 ^ state._v2 ^ state._v3, low);
    }

    // The state in registers for as long as there are whole words: a long text is hashed several times as fast.
    private ReadOnlySpan<byte> AddWords(ReadOnlySpan<byte> bytes)
    {
        var state = this;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            state._length += 8;
            state.Compress(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        this = state;
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Compress(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        _v0 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
