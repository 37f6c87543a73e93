namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 6570 section 2 templates.</summary>
internal static class UriTemplateFormat
{
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var b = text[0];
            if (b == '{')
            {
                var end = text.IndexOf((byte)'}');
                if (end < 0 || !IsExpression(text[1..end])) return false;
                text = text[(end + 1)..];
            }
            else if (b == '%')
            {
                if (!IsEncoded(text)) return false;
                text = text[3..];
            }
            else
            {
                if (b <= ' ' || b == 127 || b is (byte)'"' or (byte)'<' or (byte)'>' or (byte)'\\' or (byte)'^' or (byte)'`' or (byte)'|' or (byte)'}') return false;
                text = text[1..];
            }
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && "+#./;?&=,!@|"u8.Contains(text[0])) text = text[1..];
        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma])) return false;
            if (comma < 0) return true;
            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("*"u8))
        {
            text = text[..^1];
        }
        else if (text.IndexOf((byte)':') is >= 0 and var colon)
        {
            var length = text[(colon + 1)..];
            if (length.Length is 0 or > 4 || length[0] == '0' || length.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
            text = text[..colon];
        }

        if (text.IsEmpty || text[0] == '.' || text[^1] == '.' || text.IndexOf(".."u8) >= 0) return false;
        while (!text.IsEmpty)
        {
            if (text[0] == '%')
            {
                if (!IsEncoded(text)) return false;
                text = text[3..];
            }
            else
            {
                if (!char.IsAsciiLetterOrDigit((char)text[0]) && text[0] is not ((byte)'_' or (byte)'.')) return false;
                text = text[1..];
            }
        }

        return true;
    }

    private static bool IsEncoded(ReadOnlySpan<byte> text) => text.Length >= 3 && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
}
