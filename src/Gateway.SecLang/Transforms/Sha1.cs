using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.SecLang.Transforms;

/// <summary>
/// SHA-1 (FIPS 180-4, 6.1). The Core Rule Set takes it of the User-Agent with every request, and setting up the platform's digest costs ten times what so few
/// bytes do. No secret passes through it.
/// </summary>
internal static class Sha1
{
    public const int Bytes = 20;

    private const int BlockBytes = 64;
    private const int LengthBytes = 8;

    /// <param name="input">What to digest.</param>
    /// <param name="digest">Room for 20 bytes.</param>
    public static void Digest(ReadOnlySpan<byte> input, Span<byte> digest)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        var rest = input;
        for (; rest.Length >= BlockBytes; rest = rest[BlockBytes..]) Add(state, rest);

        // The end: what is left, a one bit, zeros, and the length in bits.
        Span<byte> last = stackalloc byte[2 * BlockBytes];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        if (rest.Length < BlockBytes - LengthBytes) last = last[..BlockBytes];
        BinaryPrimitives.WriteUInt64BigEndian(last[^LengthBytes..], (ulong)input.Length * 8);
        for (; !last.IsEmpty; last = last[BlockBytes..]) Add(state, last);
        for (var i = 0; i < state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(digest[(i * 4)..], state[i]);
    }

    private static void Add(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> schedule = stackalloc uint[80];
        for (var i = 0; i < 16; i++) schedule[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (var i = 16; i < schedule.Length; i++) schedule[i] = BitOperations.RotateLeft(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4]);
        for (var i = 0; i < 20; i++) Mix(ref a, ref b, ref c, ref d, ref e, (d ^ (b & (c ^ d))) + 0x5a827999 + schedule[i]);
        for (var i = 20; i < 40; i++) Mix(ref a, ref b, ref c, ref d, ref e, (b ^ c ^ d) + 0x6ed9eba1 + schedule[i]);
        for (var i = 40; i < 60; i++) Mix(ref a, ref b, ref c, ref d, ref e, ((b & c) | (d & (b | c))) + 0x8f1bbcdc + schedule[i]);
        for (var i = 60; i < 80; i++) Mix(ref a, ref b, ref c, ref d, ref e, (b ^ c ^ d) + 0xca62c1d6 + schedule[i]);
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, ref uint e, uint term)
    {
        var next = BitOperations.RotateLeft(a, 5) + e + term;
        (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
    }
}
