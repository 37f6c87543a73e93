namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>phpArgsNames</c>: the name under which PHP registers an argument: spaces at the left go; space, dot and an unclosed
/// bracket become underscores; what follows the closed brackets of an array is lost, and a name that begins with one is none.
/// </summary>
internal sealed class PhpArgsNames() : Transformation("phpArgsNames")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (!input.ContainsAny(" .["u8)) return false;

        var original = input;
        input = input.TrimStart((byte)' ');
        var writer = new ByteWriter(output);
        var bracket = input.IndexOf((byte)'[');
        if (bracket != 0)
        {
            foreach (var value in bracket < 0 ? input : input[..bracket]) writer.Add(value is (byte)' ' or (byte)'.' ? (byte)'_' : value);
            if (bracket > 0) Subscripts(input[bracket..], ref writer);
        }

        written = writer.Length;
        return !writer.Written.SequenceEqual(original);
    }

    private static void Subscripts(ReadOnlySpan<byte> input, ref ByteWriter writer)
    {
        for (var first = true; !input.IsEmpty && input[0] == '['; first = false)
        {
            var close = input.IndexOf((byte)']');
            if (close < 0)
            {
                if (!first) return;
                writer.Add((byte)'_');
                writer.Add(input[1..]);
                return;
            }

            var subscript = input[1..close];
            writer.Add((byte)'[');
            if (subscript.ContainsAnyExcept(CBytes.Space)) writer.Add(subscript);
            writer.Add((byte)']');
            input = input[(close + 1)..];
        }
    }
}
