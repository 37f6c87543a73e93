namespace Gateway.JsonSchema.Formats;

/// <summary>Addresses as RFC 2673 section 3.2 (IPv4) and RFC 4291 section 2.2 (IPv6) write them; no zones, no leading zeros that some read as octal.</summary>
internal static class IpFormats
{
    public static bool IsV4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits < 0) digits = text.Length;
            if (digits is 0 or > 3 || (digits > 1 && text[0] == '0')) return false;
            var value = 0;
            for (var i = 0; i < digits; i++) value = (value * 10) + (text[i] - '0');
            if (value > 255) return false;
            text = text[digits..];
            if (part == 3) return text.IsEmpty;
            if (text.IsEmpty || text[0] != '.') return false;
            text = text[1..];
        }

        return false;
    }

    public static bool IsV6(ReadOnlySpan<byte> text)
    {
        var groups = 0;
        var gap = false;
        if (text.StartsWith("::"u8))
        {
            gap = true;
            text = text[2..];
            if (text.IsEmpty) return true;
        }

        while (true)
        {
            var digits = 0;
            while (digits < text.Length && char.IsAsciiHexDigit((char)text[digits])) digits++;
            if (digits < text.Length && text[digits] == '.') return IsV4(text) && (gap ? groups <= 5 : groups == 6);
            if (digits is 0 or > 4) return false;
            groups++;
            text = text[digits..];
            if (text.IsEmpty) return gap ? groups <= 7 : groups == 8;
            if (text[0] != ':' || groups == 8) return false;
            text = text[1..];
            if (text.IsEmpty) return false;
            if (text[0] != ':') continue;
            if (gap) return false;
            gap = true;
            text = text[1..];
            if (text.IsEmpty) return groups <= 7;
        }
    }
}
