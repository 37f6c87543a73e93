using System.Buffers;

namespace Gateway.SecLang.Transforms;

/// <summary><c>removeCommentsChar</c>: takes out the marks of comments (C, HTML, SQL, shell) and leaves what stands between them.</summary>
internal sealed class RemoveCommentsChar() : Transformation("removeCommentsChar")
{
    private static readonly SearchValues<byte> Starts = SearchValues.Create("/*<-#"u8);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var writer = new ByteWriter(output);
        var changed = false;
        for (var at = input.IndexOfAny(Starts); at >= 0; at = input.IndexOfAny(Starts))
        {
            writer.Add(input[..at]);
            input = input[at..];
            var length = MarkLength(input);
            changed |= length > 0;
            if (length == 0) writer.Add(input[0]);
            input = input[Math.Max(1, length)..];
        }

        writer.Add(input);
        written = writer.Length;
        return changed;
    }

    private static int MarkLength(ReadOnlySpan<byte> input) => input[0] switch
    {
        (byte)'#' => 1,
        (byte)'/' when input.StartsWith("/*"u8) => 2,
        (byte)'*' when input.StartsWith("*/"u8) => 2,
        (byte)'<' when input.StartsWith("<!--"u8) => 4,
        (byte)'-' when input.StartsWith("-->"u8) => 3,
        (byte)'-' when input.StartsWith("--"u8) => 2,
        _ => 0,
    };
}
