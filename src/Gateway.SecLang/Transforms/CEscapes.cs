namespace Gateway.SecLang.Transforms;

/// <summary>The escapes that C and JavaScript share.</summary>
internal static class CEscapes
{
    public static bool TryLetter(byte kind, out byte value)
    {
        value = kind switch
        {
            (byte)'a' => 7,
            (byte)'b' => 8,
            (byte)'t' => 9,
            (byte)'n' => 10,
            (byte)'v' => 11,
            (byte)'f' => 12,
            (byte)'r' => 13,
            _ => 0,
        };
        return value != 0;
    }

    /// <summary>Reads octal digits at the beginning, so many at most; how many there were. The value is the low byte.</summary>
    public static int Octal(ReadOnlySpan<byte> input, int most, out byte value)
    {
        var number = 0;
        var digits = 0;
        while (digits < most && digits < input.Length && CBytes.IsOctal(input[digits])) number = number * 8 + (input[digits++] - '0');
        value = unchecked((byte)number);
        return digits;
    }
}
