using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary>
/// Reads IP addresses strictly, as inet_pton does and without garbage: four decimal numbers, or eight groups with one <c>::</c> and
/// perhaps a dotted end.
/// </summary>
internal static class AddressBytes
{
    /// <summary>Reads an address. IPv4 lies in the last 32 bits, where ::ffff:0:0/96 maps it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 address)
    {
        if (text.Contains((byte)':')) return TryGroups(text, out address);
        var read = TryDotted(text, out var dotted);
        address = FirstMapped | dotted;
        return read;
    }

    public static UInt128 FirstMapped { get; } = (UInt128)0xFFFF << 32;

    public static bool IsMapped(UInt128 address) => address >> 32 == 0xFFFF;

    private static bool TryGroups(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = 0;
        var gap = text.IndexOf("::"u8);
        if (gap < 0) return TryRun(text, out address, out var all) && all == 8;
        if (!TryRun(text[..gap], out var head, out var before) || !TryRun(text[(gap + 2)..], out var tail, out var after) || before + after > 7) return false;
        address = tail | (before == 0 ? 0 : head << (16 * (8 - before)));
        // A dotted end belongs to the end of the whole.
        return !text[..gap].Contains((byte)'.');
    }

    /// <summary>Groups with single colons between; a dotted end counts as two.</summary>
    private static bool TryRun(ReadOnlySpan<byte> text, out UInt128 bits, out int groups)
    {
        bits = 0;
        groups = 0;
        if (text.IsEmpty) return true;
        while (true)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
            {
                groups += 2;
                if (groups > 8 || !TryDotted(group, out var dotted)) return false;
                bits = (bits << 32) | dotted;
                return true;
            }

            if (group.Length is 0 or > 4 || ++groups > 8) return false;
            uint value = 0;
            foreach (var digit in group)
            {
                if (!CBytes.IsHex(digit)) return false;
                value = (value << 4) | CBytes.HexDigit(digit);
            }

            bits = (bits << 16) | value;
            if (colon < 0) return true;
            text = text[(colon + 1)..];
        }
    }

    private static bool TryDotted(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (var part = 0; part < 4; part++)
        {
            var dot = text.IndexOf((byte)'.');
            if (dot < 0 != (part == 3)) return false;
            var digits = part == 3 ? text : text[..dot];
            if (digits.Length is 0 or > 3 || digits.Length > 1 && digits[0] == '0') return false;
            uint value = 0;
            foreach (var digit in digits)
            {
                if (!CBytes.IsDigit(digit)) return false;
                value = value * 10 + (uint)(digit - '0');
            }

            if (value > 255) return false;
            address = (address << 8) | value;
            text = text[(dot + 1)..];
        }

        return true;
    }
}
