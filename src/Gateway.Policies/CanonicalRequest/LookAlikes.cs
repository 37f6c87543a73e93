using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Characters that compatibility normalisation (NFKC) or a "best fit" conversion in a backend turns into a character that means
/// something in a path, '/', '\', '.', '%', ';', '?' or '#'; for the dot, only those that become nothing but dots.
/// </summary>
internal static class LookAlikes
{
    public static bool Contains(Rune rune) => rune.Value switch
    {
        0xFF0F or 0x2215 or 0x2044 or 0x29F8 => true,                               // solidus: fullwidth, division, fraction, big
        0x2100 or 0x2101 or 0x2105 or 0x2106 => true,                               // a/c, a/s, c/o, c/u
        0xFF3C or 0xFE68 or 0x29F5 or 0x29F9 or 0x2216 => true,                     // reverse solidus: fullwidth, small, operator, big, set minus
        0xFF0E or 0xFE52 or 0x2024 or 0x2025 or 0xFE30 or 0x2026 or 0xFE19 => true, // full stop: fullwidth, small; leaders of one, two, three dots
        0xFF05 or 0xFE6A => true,                                                   // percent: fullwidth, small
        0xFF1B or 0xFE54 or 0xFE14 or 0x037E => true,                               // semicolon: fullwidth, small, vertical, Greek question mark
        0xFF1F or 0xFE56 or 0xFE16 or 0x2047 or 0x2048 or 0x2049 => true,           // question mark: fullwidth, small, vertical; ??, ?!, !?
        0xFF03 or 0xFE5F => true,                                                   // number sign: fullwidth, small
        _ => false,
    };
}
