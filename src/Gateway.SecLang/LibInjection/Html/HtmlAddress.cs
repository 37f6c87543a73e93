namespace Gateway.SecLang.LibInjection.Html;

/// <summary>Whether an address runs script or shows other documents: <c>javascript:</c>, <c>data:</c>, <c>vbscript:</c>, <c>view-source:</c>.</summary>
internal static class HtmlAddress
{
    /// <summary>Larger numbers are no characters; the limit also keeps the sum from overflowing.</summary>
    private const int MaxReference = 0x1000FF;

    public static bool IsDangerous(ReadOnlySpan<byte> value)
    {
        // Browsers have skipped control characters and, in some encodings, everything that is not ASCII.
        var start = value.IndexOfAnyInRange((byte)33, (byte)126);
        if (start < 0) return false;
        var address = value[start..];

        // JAVA covers javascript and what stands between it and the colon.
        return StartsWith(address, "DATA"u8) || StartsWith(address, "VIEW-SOURCE"u8) || StartsWith(address, "JAVA"u8) || StartsWith(address, "VBSCRIPT"u8);
    }

    /// <summary>Compares behind character references, without case, leading control characters, NUL and line feeds.</summary>
    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> upper)
    {
        var matched = 0;
        var begun = false;
        while (!text.IsEmpty && matched < upper.Length)
        {
            var character = Decode(text, out var consumed);
            text = text[consumed..];
            if (!begun && character <= 32) continue;
            begun = true;
            if (character is 0 or '\n') continue;
            if (character is >= 'a' and <= 'z') character -= 0x20;

            // Only the low byte: libinjection compares so, and to take too much for script is the safe side.
            if (upper[matched] != (byte)character) return false;
            matched++;
        }

        return matched == upper.Length;
    }

    /// <summary>The first character: a byte, or &amp;#65; or &amp;#x41; with or without the semicolon.</summary>
    private static int Decode(ReadOnlySpan<byte> text, out int consumed)
    {
        consumed = 1;
        if (text[0] != '&' || text.Length < 3 || text[1] != '#') return text[0];
        var radix = (text[2] | 0x20) == 'x' ? 16 : 10;
        var first = radix == 16 ? 3 : 2;
        var value = 0;
        var i = first;
        for (; i < text.Length && Digit(text[i], radix) is >= 0 and var digit; i++)
        {
            value = value * radix + digit;
            if (value > MaxReference) return '&';
        }

        if (i == first) return '&';
        consumed = i < text.Length && text[i] == ';' ? i + 1 : i;
        return value;
    }

    private static int Digit(byte b, int radix) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' when radix == 16 => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' when radix == 16 => b - 'A' + 10,
        _ => -1,
    };
}
