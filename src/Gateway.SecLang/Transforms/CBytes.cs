using System.Buffers;
using System.Runtime.CompilerServices;

namespace Gateway.SecLang.Transforms;

/// <summary>Classes of bytes as the C locale has them: the rules are written for <c>isspace</c>, <c>isalnum</c> and <c>tolower</c> on ASCII.</summary>
internal static class CBytes
{
    /// <summary>A no-break space in Latin-1, which the whitespace steps count as one.</summary>
    public const byte NoBreakSpace = 0xA0;

    public static readonly SearchValues<byte> Space = SearchValues.Create(" \t\n\v\f\r"u8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte value) => value is (byte)' ' or (>= 9 and <= 13);

    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    public static bool IsOctal(byte value) => (uint)(value - '0') <= 7;

    public static bool IsLetterOrDigit(byte value) => IsDigit(value) || (uint)((value | 0x20) - 'a') <= 'z' - 'a';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHex(byte value) => IsDigit(value) || (uint)((value | 0x20) - 'a') <= 'f' - 'a';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ToLower(byte value) => (uint)(value - 'A') <= 'Z' - 'A' ? (byte)(value | 0x20) : value;

    /// <summary>The value of two hexadecimal digits. Other bytes give what the arithmetic gives, as <c>hexDecode</c> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte HexPair(byte high, byte low) => unchecked((byte)((HexDigit(high) << 4) + HexDigit(low)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte HexDigit(byte digit) => unchecked((byte)(digit >= 'A' ? (digit & 0xDF) - 'A' + 10 : digit - '0'));

    /// <summary>
    /// The byte for the last two digits of a UTF-16 escape. Full-width forms (U+FF01 to U+FF5E) stand for the ASCII that they
    /// look like: backends fold them, and so attacks are written in them.
    /// </summary>
    public static byte LowByte(byte first, byte second, byte third, byte fourth)
    {
        var low = HexPair(third, fourth);
        return low is > 0 and < 0x5F && (first | 0x20) == 'f' && (second | 0x20) == 'f' ? (byte)(low + 0x20) : low;
    }
}
