namespace Gateway.SecLang.Bodies;

/// <summary>Names of elements and attributes: what is not ASCII is taken as a letter, since a name decides nothing here.</summary>
internal static class XmlName
{
    /// <summary>The length of a name that begins here; 0 where none does.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !IsStart(text[0])) return 0;
        var i = 1;
        while (i < text.Length && (IsStart(text[i]) || char.IsAsciiDigit((char)text[i]) || text[i] is (byte)'-' or (byte)'.')) i++;
        return i;
    }

    public static bool IsNamespace(ReadOnlySpan<byte> name) => name.StartsWith("xmlns"u8) && (name.Length == 5 || name[5] == ':');

    private static bool IsStart(byte c) => char.IsAsciiLetter((char)c) || c is (byte)'_' or (byte)':' or >= 0x80;
}
