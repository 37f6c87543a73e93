using System.Buffers;

namespace Gateway.SecLang.Transforms;

/// <summary><c>removeWhitespace</c>: whitespace of the C locale and the no-break space of Latin-1.</summary>
internal sealed class RemoveWhitespace() : Transformation("removeWhitespace")
{
    internal static readonly SearchValues<byte> Blanks = SearchValues.Create([.. " \t\n\v\f\r"u8, CBytes.NoBreakSpace]);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOfAny(Blanks);
        if (at < 0) return false;

        var writer = new ByteWriter(output);
        while (at >= 0)
        {
            writer.Add(input[..at]);
            input = input[(at + 1)..];
            at = input.IndexOfAny(Blanks);
        }

        writer.Add(input);
        written = writer.Length;
        return true;
    }
}

/// <summary><c>compressWhitespace</c>: a run of such bytes becomes one space.</summary>
internal sealed class CompressWhitespace() : Transformation("compressWhitespace")
{
    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var at = input.IndexOfAny(RemoveWhitespace.Blanks);
        if (at < 0) return false;

        var changed = false;
        var writer = new ByteWriter(output);
        while (at >= 0)
        {
            writer.Add(input[..at]);
            writer.Add((byte)' ');
            changed |= input[at] != ' ';
            input = input[(at + 1)..];
            at = input.IndexOfAnyExcept(RemoveWhitespace.Blanks);
            changed |= at != 0 && !input.IsEmpty;
            input = at < 0 ? [] : input[at..];
            at = input.IndexOfAny(RemoveWhitespace.Blanks);
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }
}
