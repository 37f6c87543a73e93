using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.JsonSchema.Numbers;

namespace Gateway.JsonSchema.Reading;

/// <summary>
/// Hashes of JSON values such that equal values have equal hashes: 1 and 1.0, "a" and its escaped form, objects in any order of their members.
/// Seeded per process: a sender cannot prepare values that collide.
/// </summary>
internal static class JsonHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (var i = 0; i < bytes.Length; i++) tail |= (ulong)bytes[i] << (8 * i);
        return Mix(hash ^ tail);
    }

    /// <summary>Hashes the value at the cursor, which has been read before, and goes behind it.</summary>
    public static ulong OfValue(ref JsonCursor cursor)
    {
        switch (cursor.Peek())
        {
            case (byte)'"':
                cursor.ReadString(out var token);
                return OfString(cursor.Text, token);
            case (byte)'{':
                return OfObject(ref cursor);
            case (byte)'[':
                return OfArray(ref cursor);
            case (byte)'t' or (byte)'f' or (byte)'n':
                var kind = cursor.Text[cursor.Position];
                cursor.ReadLiteral();
                return Mix(Seed ^ kind);
            default:
                cursor.ReadNumber(out var number);
                return OfNumber(cursor.Text.Slice(number.Start, number.Length));
        }
    }

    public static ulong OfString(ReadOnlySpan<byte> text, StringToken token)
    {
        var raw = text.Slice(token.Start, token.Length);
        if (!token.Escaped) return OfBytes(raw);
        using var plain = new UnescapedString(raw);
        return OfBytes(plain.Bytes);
    }

    private static ulong OfNumber(ReadOnlySpan<byte> number)
    {
        var digits = DecimalDigits.Of(number);
        var hash = Seed ^ 0x6E ^ (ulong)digits.Exponent ^ (digits.IsNegative ? Factor : 0);
        for (var i = 0; i < digits.Count; i++) hash = Mix(hash + (uint)digits[i]);
        return Mix(hash);
    }

    private static ulong OfArray(ref JsonCursor cursor)
    {
        var hash = Seed ^ 0x5B;
        cursor.Position++;
        while (cursor.Peek() != ']')
        {
            hash = Mix(hash ^ OfValue(ref cursor));
            if (cursor.Peek() == ',') cursor.Position++;
        }

        cursor.Position++;
        return Mix(hash);
    }

    private static ulong OfObject(ref JsonCursor cursor)
    {
        var hash = Seed ^ 0x7B;
        cursor.Position++;
        while (cursor.Peek() != '}')
        {
            cursor.ReadString(out var name);
            cursor.Peek();
            cursor.Position++;
            // Addition, because the order of members means nothing.
            hash += Mix(OfString(cursor.Text, name) + (Factor * OfValue(ref cursor)));
            if (cursor.Peek() == ',') cursor.Position++;
        }

        cursor.Position++;
        return Mix(hash);
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ Seed, Factor, out var low);
        return high ^ low ^ (value >> 29);
    }
}
