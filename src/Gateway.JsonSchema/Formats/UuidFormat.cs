namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 9562 section 4.</summary>
internal static class UuidFormat
{
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36) return false;
        for (var i = 0; i < 36; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit((char)text[i])) return false;
        }

        return true;
    }
}
