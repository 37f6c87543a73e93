using System.Buffers.Text;
using System.Text;

namespace Gateway.JsonSchema.Reading;

/// <summary>Escapes in JSON strings.</summary>
internal static class JsonEscape
{
    /// <summary>
    /// Length of the escape at the start of the text, 12 for a surrogate pair; 0 when it is none. A lone surrogate is none:
    /// it has no UTF-8 form, and what a backend makes of it is anybody's guess (RFC 8259 section 8.2).
    /// </summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return 0;
        switch (text[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u':
                var unit = Unit(text);
                if (unit < 0 || (unit & 0xFC00) == 0xDC00) return 0;
                if ((unit & 0xFC00) != 0xD800) return 6;
                return text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && (Unit(text[6..]) & 0xFC00) == 0xDC00 ? 12 : 0;
            default:
                return 0;
        }
    }

    /// <summary>Writes the bytes that a checked string means; they are never more than the string has.</summary>
    public static int Unescape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        while (!source.IsEmpty)
        {
            var plain = source.IndexOf((byte)'\\');
            if (plain < 0) plain = source.Length;
            source[..plain].CopyTo(target[written..]);
            written += plain;
            source = source[plain..];
            if (source.IsEmpty) break;
            var length = Length(source);
            written += Rune(source, length).EncodeToUtf8(target[written..]);
            source = source[length..];
        }

        return written;
    }

    private static Rune Rune(ReadOnlySpan<byte> escape, int length) => length switch
    {
        12 => new Rune((char)Unit(escape), (char)Unit(escape[6..])),
        6 => new Rune((char)Unit(escape)),
        _ => new Rune(escape[1] switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            var other => (char)other,
        }),
    };

    private static int Unit(ReadOnlySpan<byte> escape)
        => escape.Length >= 6 && IsHex(escape[2..6]) && Utf8Parser.TryParse(escape[2..6], out int unit, out _, 'x') ? unit : -1;

    private static bool IsHex(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        }

        return true;
    }
}
