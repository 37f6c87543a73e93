using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Characters that compatibility normalisation (NFKC) or a "best fit" conversion in a backend turns into a character that means
/// something in a path: '/', '\', '.', '%' or ';'.
/// </summary>
internal static class LookAlikes
{
    public static bool Contains(Rune rune) => rune.Value switch
    {
        0xFF0F or 0x2215 or 0x2044 or 0x29F8 => true,           // solidus: fullwidth, division, fraction, big
        0xFF3C or 0xFE68 or 0x29F5 or 0x29F9 or 0x2216 => true, // reverse solidus: fullwidth, small, operator, big, set minus
        0xFF0E or 0xFE52 or 0x2024 or 0x2025 => true,           // full stop: fullwidth, small, one and two dot leader
        0xFF05 or 0xFE6A => true,                               // percent: fullwidth, small
        0xFF1B or 0xFE54 or 0x037E => true,                     // semicolon: fullwidth, small, Greek question mark
        _ => false,
    };
}
