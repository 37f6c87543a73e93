namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>urlDecodeUni</c>: as <c>urlDecode</c>, and IIS's <c>%uHHHH</c> by the best-fit map of SecUnicodeMapFile; without one,
/// or where it is silent, the low byte with full-width letters folded.
/// </summary>
internal sealed class UrlDecodeUni(UnicodeMap? map) : Transformation("urlDecodeUni")
{
    /// <summary>Without a map.</summary>
    public static UrlDecodeUni Unmapped { get; } = new(null);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOfAny((byte)'%', (byte)'+');
        if (at < 0) return false;

        var changed = false;
        var writer = new ByteWriter(output);
        for (; at >= 0; at = input.IndexOfAny((byte)'%', (byte)'+'))
        {
            writer.Add(input[..at]);
            input = input[at..];
            var taken = Decode(input, out var value);
            changed |= taken > 1 || value != '%';
            writer.Add(value);
            input = input[taken..];
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }

    /// <summary>Decodes what begins with <c>%</c> or <c>+</c>; 1 and the percent sign itself when it begins nothing valid.</summary>
    private int Decode(ReadOnlySpan<byte> input, out byte value)
    {
        if (input[0] == '+')
        {
            value = (byte)' ';
            return 1;
        }

        if (input.Length > 1 && (input[1] | 0x20) == 'u')
        {
            if (input.Length > 5 && CBytes.IsHex(input[2]) && CBytes.IsHex(input[3]) && CBytes.IsHex(input[4]) && CBytes.IsHex(input[5]))
            {
                var mapped = map is null ? -1 : map.ByteOf((CBytes.HexPair(input[2], input[3]) << 8) | CBytes.HexPair(input[4], input[5]));
                value = mapped >= 0 ? (byte)mapped : CBytes.LowByte(input[2], input[3], input[4], input[5]);
                return 6;
            }
        }
        else if (input.Length > 2 && CBytes.IsHex(input[1]) && CBytes.IsHex(input[2]))
        {
            value = CBytes.HexPair(input[1], input[2]);
            return 3;
        }

        value = (byte)'%';
        return 1;
    }
}
