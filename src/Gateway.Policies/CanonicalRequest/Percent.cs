using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>Percent-encoding (RFC 3986 section 2.1): reading one octet or one UTF-8 sequence, and writing them in the canonical upper case.</summary>
internal static class Percent
{
    /// <summary>Reads the octet at "%XX". False for anything else, including a cut-off one.</summary>
    public static bool TryReadOctet(ReadOnlySpan<char> text, out byte octet)
    {
        octet = 0;
        return text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2])
            && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
    }

    /// <inheritdoc cref="TryReadOctet(ReadOnlySpan{char}, out byte)"/>
    public static bool TryReadOctet(ReadOnlySpan<byte> text, out byte octet)
    {
        octet = 0;
        return text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2])
            && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
    }

    /// <summary>
    /// Reads one non-ASCII character written as two to four octets. Overlong forms, surrogates and stray continuation bytes are invalid
    /// (RFC 3629 section 3): decoders that accept them see a '/' where we see none.
    /// </summary>
    public static bool TryReadRune(ReadOnlySpan<char> text, out Rune rune, out int octets)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && TryReadOctet(text[(count * 3)..], out var octet) && octet >= 0x80) bytes[count++] = octet;
        return Rune.DecodeFromUtf8(bytes[..count], out rune, out octets) is OperationStatus.Done;
    }

    public static int WriteOctet(Span<char> target, byte octet)
    {
        target[0] = '%';
        target[1] = HexDigit(octet >> 4);
        target[2] = HexDigit(octet & 15);
        return 3;
    }

    /// <summary>Copies encoded octets with upper-case digits: "%c3%a9" and "%C3%A9" are one path.</summary>
    public static int CopyUpper(ReadOnlySpan<char> encoded, Span<char> target) => encoded.ToUpperInvariant(target);

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
