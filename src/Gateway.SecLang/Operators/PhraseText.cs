using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary>
/// The argument of <c>pm</c> and <c>strmatch</c>: quotes around it go, <c>|3c 3E|</c> stands for bytes, a backslash escapes
/// <c>: ; \ "</c>. Text that does not follow these rules is taken as it stands, as both ModSecurities do.
/// </summary>
internal static class PhraseText
{
    public static byte[] Read(ReadOnlySpan<byte> argument)
    {
        var text = argument.TrimStart(" \t"u8);
        if (text is [(byte)'"', .., (byte)'"']) text = text[1..^1];
        var output = new byte[text.Length];
        return TryRead(text, output, out var length) && length > 0 ? output[..length] : argument.ToArray();
    }

    private static bool TryRead(ReadOnlySpan<byte> text, byte[] output, out int length)
    {
        length = 0;
        var hex = false;
        var high = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i];
            if (value == '|')
            {
                hex = !hex;
            }
            else if (hex)
            {
                if (value == ' ') continue;
                if (!CBytes.IsHex(value)) return false;
                if (high >= 0) output[length++] = CBytes.HexPair((byte)high, value);
                high = high < 0 ? value : -1;
            }
            else if (value == '\\')
            {
                if (++i == text.Length || text[i] is not ((byte)':' or (byte)';' or (byte)'\\' or (byte)'"')) return false;
                output[length++] = text[i];
            }
            else
            {
                output[length++] = value;
            }
        }

        // An odd bar is no hexadecimal part but a bar: a rule that seeks one would otherwise seek nothing.
        return !hex && high < 0;
    }
}
