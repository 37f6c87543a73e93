namespace Gateway.SecLang.Transforms;

/// <summary><c>urlDecode</c>: <c>%HH</c> and <c>+</c>; what is no valid escape is copied.</summary>
internal sealed class UrlDecode() : Transformation("urlDecode")
{
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
            if (input[0] == '+')
            {
                writer.Add((byte)' ');
                input = input[1..];
                changed = true;
            }
            else if (input.Length > 2 && CBytes.IsHex(input[1]) && CBytes.IsHex(input[2]))
            {
                writer.Add(CBytes.HexPair(input[1], input[2]));
                input = input[3..];
                changed = true;
            }
            else
            {
                writer.Add((byte)'%');
                input = input[1..];
            }
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }
}
