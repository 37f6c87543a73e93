using System.Buffers.Text;
using System.Globalization;

namespace Gateway.SecLang.Transforms;

/// <summary>Best-fit bytes of code points, as SecUnicodeMapFile lists them for one code page.</summary>
internal sealed class UnicodeMap
{
    private readonly short[] bytes = new short[0x10000];

    private UnicodeMap()
    {
        Array.Fill(bytes, (short)-1);
        // The four dots of internationalised domain names (RFC 3490, section 3.1) are one in every code page.
        bytes[0x3002] = bytes[0xFF61] = bytes[0xFF0E] = bytes[0x2E] = (byte)'.';
    }

    /// <summary>The byte that the code page has for a code point below 0x10000, or -1.</summary>
    public int ByteOf(int codePoint) => bytes[codePoint & 0xFFFF];

    /// <summary>
    /// Reads the section of one code page (20127 is US-ASCII) from the text of a map file: the number of the page, then pairs
    /// <c>hhhh:hh</c> up to the next word that is none. Null when the file has no such section, with what to say.
    /// </summary>
    public static UnicodeMap? Parse(ReadOnlySpan<byte> file, int codePage, out string? error)
    {
        UnicodeMap? map = null;
        var pairs = 0;
        foreach (var range in file.SplitAny(" \t\r\n"u8))
        {
            var word = file[range];
            if (word.IsEmpty) continue;
            var colon = word.IndexOf((byte)':');
            if (colon < 0)
            {
                if (pairs > 0) break;
                if (Utf8Parser.TryParse(word, out int page, out var read) && read == word.Length && page == codePage) map = new UnicodeMap();
            }
            else if (map is not null)
            {
                if (!TryHex(word[..colon], 0xFFFF, out var code) || !TryHex(word[(colon + 1)..], 0xFF, out var value))
                {
                    error = string.Create(CultureInfo.InvariantCulture, $"code page {codePage}: found '{System.Text.Encoding.Latin1.GetString(word)}'; allowed: pairs such as 00a1:21");
                    return null;
                }

                map.bytes[code] = (short)value;
                pairs++;
            }
        }

        error = pairs > 0 ? null : string.Create(CultureInfo.InvariantCulture, $"the file has no section for code page {codePage}");
        return pairs > 0 ? map : null;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, int most, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var read, 'X') && read == digits.Length && (uint)value <= (uint)most;
}
