namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>jsDecode</c>: escapes of JavaScript: <c>\uHHHH</c> (low byte, full-width letters folded), <c>\xHH</c>, octal up to 377,
/// <c>\n</c> and its like; any other escaped byte stands for itself.
/// </summary>
internal sealed class JsDecode() : Transformation("jsDecode")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOf((byte)'\\');
        if (at < 0) return false;

        var changed = false;
        var writer = new ByteWriter(output);
        for (; at >= 0; at = input.IndexOf((byte)'\\'))
        {
            writer.Add(input[..at]);
            input = input[at..];
            if (input.Length == 1) break; // A backslash at the end stays.
            var taken = Decode(input, out var value);
            writer.Add(value);
            input = input[taken..];
            changed = true;
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }

    private static int Decode(ReadOnlySpan<byte> input, out byte value)
    {
        var kind = input[1];
        if (kind == 'u' && input.Length > 5 && CBytes.IsHex(input[2]) && CBytes.IsHex(input[3]) && CBytes.IsHex(input[4]) && CBytes.IsHex(input[5]))
        {
            value = CBytes.LowByte(input[2], input[3], input[4], input[5]);
            return 6;
        }

        if (kind == 'x' && input.Length > 3 && CBytes.IsHex(input[2]) && CBytes.IsHex(input[3]))
        {
            value = CBytes.HexPair(input[2], input[3]);
            return 4;
        }

        if (CBytes.IsOctal(kind))
        {
            // Three digits only where they make one byte.
            var most = kind > '3' ? 2 : 3;
            var digits = CEscapes.Octal(input[1..], most, out value);
            return 1 + digits;
        }

        value = CEscapes.TryLetter(kind, out var letter) ? letter : kind;
        return 2;
    }
}
