using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Gateway.SecLang.Bodies;

/// <summary>The five entities and the character references of XML; there are no others without a document type.</summary>
internal static class XmlEntities
{
    private const int LongestReference = 12;

    /// <summary>Writes the text with its references decoded; it never becomes longer. The bytes written.</summary>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> output, bool attribute, ref string? error)
    {
        var written = 0;
        while (true)
        {
            var next = text.IndexOf((byte)'&');
            var plain = next < 0 ? text : text[..next];
            plain.CopyTo(output[written..]);
            // XML 1.0 §3.3.3: white space in an attribute is a space.
            if (attribute) output.Slice(written, plain.Length).ReplaceAny(Lines, (byte)' ');
            written += plain.Length;
            if (next < 0) return written;
            text = text[next..];
            var taken = Reference(text, output[written..], out var bytes);
            if (taken == 0)
            {
                error ??= "XML has a reference to an entity that does not exist";
                output[written] = (byte)'&';
                taken = bytes = 1;
            }

            written += bytes;
            text = text[taken..];
        }
    }

    private static readonly System.Buffers.SearchValues<byte> Lines = System.Buffers.SearchValues.Create("\t\r\n"u8);

    private static int Reference(ReadOnlySpan<byte> text, Span<byte> output, out int bytes)
    {
        bytes = 1;
        var end = text[..Math.Min(text.Length, LongestReference)].IndexOf((byte)';');
        if (end < 2) return 0;
        var name = text[1..end];
        if (name[0] == '#') return Character(name[1..], output, out bytes) ? end + 1 : 0;
        output[0] = name switch
        {
            _ when name.SequenceEqual("lt"u8) => (byte)'<',
            _ when name.SequenceEqual("gt"u8) => (byte)'>',
            _ when name.SequenceEqual("amp"u8) => (byte)'&',
            _ when name.SequenceEqual("quot"u8) => (byte)'"',
            _ when name.SequenceEqual("apos"u8) => (byte)'\'',
            _ => 0,
        };
        return output[0] == 0 ? 0 : end + 1;
    }

    private static bool Character(ReadOnlySpan<byte> digits, Span<byte> output, out int bytes)
    {
        bytes = 0;
        int number;
        if (digits.StartsWith("x"u8))
        {
            if (!int.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return false;
        }
        else if (!Utf8Parser.TryParse(digits, out number, out var taken) || taken != digits.Length) return false;
        if (!Rune.TryCreate(number, out var rune)) return false;
        bytes = rune.EncodeToUtf8(output);
        return true;
    }
}
