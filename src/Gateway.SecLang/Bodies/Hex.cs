namespace Gateway.SecLang.Bodies;

/// <summary>Hexadecimal digits in bytes.</summary>
internal static class Hex
{
    /// <summary>The value of a digit, or -1.</summary>
    public static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };

    /// <summary>The value of two digits, or a negative number.</summary>
    public static int Byte(byte high, byte low)
    {
        var (h, l) = (Digit(high), Digit(low));
        return (h | l) < 0 ? -1 : h << 4 | l;
    }
}
