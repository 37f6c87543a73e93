namespace Gateway.SecLang.Transforms;

/// <summary><c>escapeSeqDecode</c>: escapes of ANSI C. An escape that C has not loses its backslash.</summary>
internal sealed class EscapeSeqDecode() : Transformation("escapeSeqDecode")
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
        if (CEscapes.TryLetter(kind, out value)) return 2;
        if ((kind | 0x20) == 'x' && input.Length > 3 && CBytes.IsHex(input[2]) && CBytes.IsHex(input[3]))
        {
            value = CBytes.HexPair(input[2], input[3]);
            return 4;
        }

        if (CBytes.IsOctal(kind)) return 1 + CEscapes.Octal(input[1..], 3, out value);
        value = kind;
        return 2;
    }
}
