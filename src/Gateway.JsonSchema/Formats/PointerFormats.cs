namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 6901 pointers, and the relative ones of draft-bhutton-relative-json-pointer.</summary>
internal static class PointerFormats
{
    public static bool IsAbsolute(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return true;
        if (text[0] != '/') return false;
        for (var i = text.IndexOf((byte)'~'); i >= 0; i = text.IndexOf((byte)'~'))
        {
            if (i + 1 == text.Length || text[i + 1] is not ((byte)'0' or (byte)'1')) return false;
            text = text[(i + 2)..];
        }

        return true;
    }

    public static bool IsRelative(ReadOnlySpan<byte> text)
    {
        if (!TryReadCount(ref text)) return false;
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            text = text[1..];
            if (text.IsEmpty || text[0] == '0' || !TryReadCount(ref text)) return false;
        }

        return text.SequenceEqual("#"u8) || IsAbsolute(text);
    }

    private static bool TryReadCount(ref ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = text.Length;
        if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
        text = text[digits..];
        return true;
    }
}
