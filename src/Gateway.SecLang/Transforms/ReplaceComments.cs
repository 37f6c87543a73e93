namespace Gateway.SecLang.Transforms;

/// <summary><c>replaceComments</c>: each C comment becomes a space, also one that is never closed.</summary>
internal sealed class ReplaceComments() : Transformation("replaceComments")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var open = input.IndexOf("/*"u8);
        if (open < 0) return false;

        var writer = new ByteWriter(output);
        while (open >= 0)
        {
            writer.Add(input[..open]);
            writer.Add((byte)' ');
            input = input[(open + 2)..];
            var close = input.IndexOf("*/"u8);
            input = close < 0 ? [] : input[(close + 2)..];
            open = input.IndexOf("/*"u8);
        }

        writer.Add(input);
        written = writer.Length;
        return true;
    }
}
