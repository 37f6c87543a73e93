using System.Buffers;

namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>cmdLine</c>: undoes what shells of Windows and Unix let an attacker write into a command: quotes, carets and backslashes
/// go, runs of separators become one space, a space before <c>/</c> or <c>(</c> goes, letters become small.
/// </summary>
internal sealed class CmdLine() : Transformation("cmdLine")
{
    private static readonly SearchValues<byte> Touched = SearchValues.Create("\"'\\^,;\t\r\n ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var start = input.IndexOfAny(Touched);
        if (start < 0) return false;

        var writer = new ByteWriter(output);
        writer.Add(input[..start]);
        var space = false;
        foreach (var value in input[start..])
        {
            switch (value)
            {
                case (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'^':
                    break;
                case (byte)' ' or (byte)',' or (byte)';' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    if (!space) writer.Add((byte)' ');
                    space = true;
                    break;
                case (byte)'/' or (byte)'(':
                    if (space) writer.Length--;
                    space = false;
                    writer.Add(value);
                    break;
                default:
                    space = false;
                    writer.Add(CBytes.ToLower(value));
                    break;
            }
        }

        written = writer.Length;
        return !writer.Written.SequenceEqual(input);
    }
}
