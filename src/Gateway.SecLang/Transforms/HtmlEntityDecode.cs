namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>htmlEntityDecode</c>: <c>&amp;#xHH;</c>, <c>&amp;#DD;</c> and the names quot, amp, lt, gt and nbsp, with or without semicolon.
/// All digits are taken and the low byte of the number is kept, so that leading zeros hide nothing.
/// </summary>
internal sealed class HtmlEntityDecode() : Transformation("htmlEntityDecode")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOf((byte)'&');
        if (at < 0) return false;

        var changed = false;
        var writer = new ByteWriter(output);
        for (; at >= 0; at = input.IndexOf((byte)'&'))
        {
            writer.Add(input[..at]);
            input = input[at..];
            var taken = Decode(input, out var value);
            changed |= taken > 1;
            writer.Add(value);
            input = input[taken..];
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }

    /// <summary>Decodes the entity that the input begins with; 1 and the ampersand itself when it is none.</summary>
    private static int Decode(ReadOnlySpan<byte> input, out byte value)
    {
        value = (byte)'&';
        if (input.Length < 2) return 1;

        int end;
        if (input[1] != '#')
        {
            end = 1;
            while (end < input.Length && CBytes.IsLetterOrDigit(input[end])) end++;
            if (!TryName(input[1..end], out value)) return 1;
        }
        else if (input.Length > 2 && (input[2] | 0x20) == 'x')
        {
            end = 3;
            while (end < input.Length && CBytes.IsHex(input[end])) end++;
            if (end == 3) return 1;
            value = LowByte(input[3..end], 16);
        }
        else
        {
            end = 2;
            while (end < input.Length && CBytes.IsDigit(input[end])) end++;
            if (end == 2) return 1;
            value = LowByte(input[2..end], 10);
        }

        return end < input.Length && input[end] == ';' ? end + 1 : end;
    }

    /// <summary>The number's low byte; a number beyond 63 bits counts as the greatest one, as C's strtol has it.</summary>
    private static byte LowByte(ReadOnlySpan<byte> digits, long radix)
    {
        long number = 0;
        foreach (var digit in digits)
        {
            if (number > (long.MaxValue - CBytes.HexDigit(digit)) / radix) return 0xFF;
            number = number * radix + CBytes.HexDigit(digit);
        }

        return unchecked((byte)number);
    }

    private static bool TryName(ReadOnlySpan<byte> name, out byte value)
    {
        value = (byte)'&';
        switch (name.Length)
        {
            case 2 when Same(name, "lt"u8): value = (byte)'<'; return true;
            case 2 when Same(name, "gt"u8): value = (byte)'>'; return true;
            case 3 when Same(name, "amp"u8): return true;
            case 4 when Same(name, "quot"u8): value = (byte)'"'; return true;
            case 4 when Same(name, "nbsp"u8): value = CBytes.NoBreakSpace; return true;
            default: return false;
        }
    }

    private static bool Same(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) => System.Text.Ascii.EqualsIgnoreCase(name, lower);
}
