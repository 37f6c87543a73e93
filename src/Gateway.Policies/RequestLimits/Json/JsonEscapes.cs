using System.Globalization;

namespace Gateway.Policies.RequestLimits.Json;

/// <summary>Looks into the escapes of a string that the reader has accepted.</summary>
internal static class JsonEscapes
{
    /// <summary>
    /// "\ud800" without its other half is no character (RFC 8259 section 8.2): parsers drop it, replace it or fail, so that two of them
    /// see two different values.
    /// </summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var escape = text.IndexOf((byte)'\\');
            if (escape < 0) return false;
            text = text[escape..];
            if (!TryCodeUnit(text, out var unit))
            {
                text = text[2..];
                continue;
            }

            text = text[6..];
            if (char.IsLowSurrogate(unit)) return true;
            if (!char.IsHighSurrogate(unit)) continue;
            if (!TryCodeUnit(text, out var low) || !char.IsLowSurrogate(low)) return true;
            text = text[6..];
        }
    }

    private static bool TryCodeUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u') return false;
        if (!ushort.TryParse(text.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        unit = (char)value;
        return true;
    }
}
