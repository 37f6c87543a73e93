using System.Buffers;
using System.Text;

namespace Gateway.SecLang.Bodies;

/// <summary>The tokens of JSON (RFC 8259), in bytes and without exceptions.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private static readonly SearchValues<byte> EndOfLiteral = SearchValues.Create(" \t\r\n,:[]{}\""u8);

    public static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' ? text.TrimStart(" \t\r\n"u8) : text;

    /// <summary>Where the first value of a body begins.</summary>
    public static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> body) => SkipSpace(body.StartsWith("\uFEFF"u8) ? body[3..] : body);

    /// <summary>Whether a text begins as an object or an array does.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] is (byte)'{' or (byte)'[';

    /// <summary>Whether a line begins as an object or an array does, and ends as one, as in a file with one document a line.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> line) => LooksLikeOne(line) && line[^1] is (byte)'}' or (byte)']';

    /// <summary>The first line, without the spaces around it.</summary>
    public static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return (end < 0 ? text : text[..end]).Trim(" \t"u8);
    }

    /// <summary>What stands behind the first line.</summary>
    public static ReadOnlySpan<byte> BehindLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? default : text[(end + 1)..];
    }

    /// <summary>The length of a text up to its closing quote, or -1 where there is none.</summary>
    public static int Length(ReadOnlySpan<byte> text, out bool escaped, out bool valid)
    {
        escaped = false;
        valid = true;
        var i = 0;
        while (true)
        {
            var next = i > text.Length ? -1 : text[i..].IndexOfAny(Special);
            if (next < 0) return -1;
            i += next;
            if (text[i] == '"') return i;
            if (text[i] == '\\')
            {
                escaped = true;
                i++;
            }
            else valid = false;
            i++;
        }
    }

    /// <summary>The length of what stands without quotes; at least 1.</summary>
    public static int LiteralLength(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(EndOfLiteral);
        return end < 0 ? text.Length : Math.Max(end, 1);
    }

    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-"u8)) text = text[1..];
        var digits = Digits(text);
        if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
        text = text[digits..];
        if (text.StartsWith("."u8))
        {
            digits = Digits(text[1..]);
            if (digits == 0) return false;
            text = text[(digits + 1)..];
        }

        if (text.IsEmpty) return true;
        if ((text[0] | 0x20) != 'e') return false;
        text = text[1..];
        if (text.StartsWith("-"u8) || text.StartsWith("+"u8)) text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    /// <summary>Writes the text without its escapes; it never becomes longer. False where an escape does not exist: it is written as it stands.</summary>
    public static bool Unescape(ReadOnlySpan<byte> text, Span<byte> output, out int written)
    {
        var valid = true;
        written = 0;
        while (true)
        {
            var next = text.IndexOf((byte)'\\');
            var plain = next < 0 ? text : text[..next];
            plain.CopyTo(output[written..]);
            written += plain.Length;
            if (next < 0) return valid;
            text = text[next..];
            var taken = Escape(text, output[written..], out var bytes);
            if (taken == 0)
            {
                valid = false;
                output[written] = (byte)'\\';
                taken = bytes = 1;
            }

            written += bytes;
            text = text[taken..];
        }
    }

    /// <summary>Decodes one escape. The bytes that it takes, or 0 where it does not exist.</summary>
    private static int Escape(ReadOnlySpan<byte> text, Span<byte> output, out int bytes)
    {
        bytes = 1;
        if (text.Length < 2) return 0;
        byte c = text[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => text[1],
            (byte)'b' => 8,
            (byte)'f' => 12,
            (byte)'n' => 10,
            (byte)'r' => 13,
            (byte)'t' => 9,
            _ => 0,
        };
        if (c != 0)
        {
            output[0] = c;
            return 2;
        }

        var unit = Unit(text);
        if (unit < 0) return 0;
        var taken = 6;
        Rune rune;
        if (char.IsHighSurrogate((char)unit) && Unit(text[6..]) is var low and >= 0 && char.IsLowSurrogate((char)low))
        {
            rune = new Rune((char)unit, (char)low);
            taken = 12;
        }
        // Half a pair has no bytes of its own.
        else if (!Rune.TryCreate(unit, out rune)) rune = new Rune('?');

        bytes = rune.EncodeToUtf8(output);
        return taken;
    }

    /// <summary>The value of <c>\uHHHH</c>, or -1.</summary>
    private static int Unit(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u') return -1;
        var (high, low) = (Hex.Byte(text[2], text[3]), Hex.Byte(text[4], text[5]));
        return (high | low) < 0 ? -1 : high << 8 | low;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
