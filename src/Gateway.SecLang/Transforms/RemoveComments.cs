using System.Buffers;

namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>removeComments</c>: C and HTML comments are taken out; <c>--</c> and <c>#</c> end the value, as in SQL.
/// </summary>
/// <remarks>
/// Three peculiarities of ModSecurity are kept, since its language tests demand them: either end closes either kind of comment,
/// the byte behind a closed comment is copied without a look at it (at the very end of the value that is a NUL), and
/// a comment that is never closed leaves a space.
/// </remarks>
internal sealed class RemoveComments() : Transformation("removeComments")
{
    private static readonly SearchValues<byte> Starts = SearchValues.Create("/<-#"u8);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var writer = new ByteWriter(output);
        var changed = false;
        while (true)
        {
            var at = input.IndexOfAny(Starts);
            if (at < 0) break;
            writer.Add(input[..at]);
            input = input[at..];

            var opening = OpeningLength(input);
            if (opening > 0)
            {
                changed = true;
                var end = EndOf(input = input[opening..]);
                if (end < 0)
                {
                    writer.Add((byte)' ');
                    input = [];
                    break;
                }

                writer.Add(end < input.Length ? input[end] : (byte)0);
                input = end < input.Length ? input[(end + 1)..] : [];
            }
            else if (input[0] == '#' || input.StartsWith("--"u8))
            {
                changed = true;
                input = [];
            }
            else
            {
                writer.Add(input[0]);
                input = input[1..];
            }
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }

    private static int OpeningLength(ReadOnlySpan<byte> input) =>
        input.StartsWith("/*"u8) ? 2 : input.StartsWith("<!--"u8) ? 4 : 0;

    /// <summary>The index behind the first end of a comment, or -1. One pass: ends of one kind only must not cost a search for the other each.</summary>
    private static int EndOf(ReadOnlySpan<byte> input)
    {
        for (var i = 0; ; i++)
        {
            var at = input[i..].IndexOfAny((byte)'*', (byte)'-');
            if (at < 0) return -1;
            i += at;
            if (input[i..].StartsWith("*/"u8)) return i + 2;
            if (input[i..].StartsWith("-->"u8)) return i + 3;
        }
    }
}
