namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>cssDecode</c>: escapes of CSS 2: up to six hexadecimal digits, of which the last two count (full-width letters folded), with
/// one space behind them eaten; an escaped line feed and a backslash at the end vanish; any other escaped byte stands for itself.
/// </summary>
internal sealed class CssDecode() : Transformation("cssDecode")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOf((byte)'\\');
        if (at < 0) return false;

        var writer = new ByteWriter(output);
        for (; at >= 0; at = input.IndexOf((byte)'\\'))
        {
            writer.Add(input[..at]);
            input = input[(at + 1)..];
            if (input.IsEmpty) break;

            var digits = 0;
            while (digits < 6 && digits < input.Length && CBytes.IsHex(input[digits])) digits++;
            if (digits > 0)
            {
                writer.Add(Value(input[..digits]));
                if (digits < input.Length && CBytes.IsSpace(input[digits])) digits++;
                input = input[digits..];
            }
            else
            {
                if (input[0] != '\n') writer.Add(input[0]);
                input = input[1..];
            }
        }

        writer.Add(input);
        written = writer.Length;
        return true;
    }

    private static byte Value(ReadOnlySpan<byte> digits)
    {
        var last = digits.Length - 1;
        if (last == 0) return CBytes.HexDigit(digits[0]);
        // A code point of the basic plane may be full-width: four digits, or more with zeros before them.
        var basicPlane = last >= 3 && !digits[..(last - 3)].ContainsAnyExcept((byte)'0');
        return basicPlane
            ? CBytes.LowByte(digits[last - 3], digits[last - 2], digits[last - 1], digits[last])
            : CBytes.HexPair(digits[last - 1], digits[last]);
    }
}
