namespace Gateway.SecLang.Bodies;

/// <summary>White space as C's isspace has it, in bytes.</summary>
internal static class Whitespace
{
    public static bool Is(byte c) => c is (byte)' ' or (>= 9 and <= 13);

    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text) => text.TrimStart(" \t\n\v\f\r"u8);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\n\v\f\r"u8);
}
