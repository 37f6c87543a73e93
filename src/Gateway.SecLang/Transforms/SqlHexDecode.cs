namespace Gateway.SecLang.Transforms;

/// <summary><c>sqlHexDecode</c>: <c>0x414243</c> of SQL becomes ABC, wherever it stands.</summary>
internal sealed class SqlHexDecode() : Transformation("sqlHexDecode")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var writer = new ByteWriter(output);
        var changed = false;
        for (var at = input.IndexOf((byte)'0'); at >= 0; at = input.IndexOf((byte)'0'))
        {
            writer.Add(input[..at]);
            input = input[at..];
            if (input.Length > 3 && (input[1] | 0x20) == 'x' && CBytes.IsHex(input[2]) && CBytes.IsHex(input[3]))
            {
                changed = true;
                for (input = input[2..]; input.Length > 1 && CBytes.IsHex(input[0]) && CBytes.IsHex(input[1]); input = input[2..])
                    writer.Add(CBytes.HexPair(input[0], input[1]));
            }
            else
            {
                writer.Add((byte)'0');
                input = input[1..];
            }
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }
}
