namespace Gateway.SecLang.Transforms;

/// <summary><c>removeNulls</c>: a NUL inside a word hides it from patterns, and many backends cut or skip it.</summary>
internal sealed class RemoveNulls() : Transformation("removeNulls")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOf((byte)0);
        if (at < 0) return false;

        var writer = new ByteWriter(output);
        while (at >= 0)
        {
            writer.Add(input[..at]);
            input = input[(at + 1)..];
            at = input.IndexOf((byte)0);
        }

        writer.Add(input);
        written = writer.Length;
        return true;
    }
}

/// <summary><c>replaceNulls</c>: NUL becomes a space.</summary>
internal sealed class ReplaceNulls() : Transformation("replaceNulls")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = input.Length;
        if (!input.Contains((byte)0)) return false;
        input.Replace(output, (byte)0, (byte)' ');
        return true;
    }
}
