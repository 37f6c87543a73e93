using System.Buffers;
using System.Runtime.CompilerServices;

namespace Gateway.JsonSchema.Reading;

/// <summary>
/// Reads JSON text in place, strictly by RFC 8259: no comments, trailing commas, byte order mark, control characters in strings, lone surrogates.
/// It is <see cref="System.Text.Json.Utf8JsonReader"/> cut down to what validation asks: the place in the text is one number, so that a value can be read again
/// by going back, and a number's digits are gathered while they are checked. A property test compares the two. The text has to be UTF-8 already.
/// </summary>
internal ref partial struct JsonCursor
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(",:]}[{\" \t\r\n"u8);

    public readonly ReadOnlySpan<byte> Text;
    public int Position;

    public JsonCursor(ReadOnlySpan<byte> text) => Text = text;

    /// <summary>The next byte that is not white space, which is not consumed; 0 at the end of the text (a 0 in the text is no JSON either).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        var position = Position;
        if ((uint)position < (uint)Text.Length && Text[position] > ' ') return Text[position];
        return SkipWhiteSpace();
    }

    private byte SkipWhiteSpace()
    {
        while ((uint)Position < (uint)Text.Length)
        {
            var b = Text[Position];
            if (b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return b;
            Position++;
        }

        return 0;
    }

    /// <summary>Reads <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool ReadLiteral()
    {
        var rest = Text[Position..];
        var length = rest.StartsWith("true"u8) || rest.StartsWith("null"u8) ? 4 : rest.StartsWith("false"u8) ? 5 : 0;
        Position += length;
        return length > 0;
    }

    /// <summary>Goes behind the value here, which has been read before: brackets are counted, not matched.</summary>
    public bool Skip()
    {
        var depth = 0;
        do
        {
            switch (Peek())
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    Position++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    Position++;
                    break;
                case (byte)',' or (byte)':':
                    Position++;
                    break;
                case (byte)'"':
                    if (!ReadString(out _)) return false;
                    break;
                case 0:
                    return false;
                default:
                    var length = Text[Position..].IndexOfAny(Delimiters);
                    Position = length < 0 ? Text.Length : Position + length;
                    break;
            }
        }
        while (depth > 0);
        return depth == 0;
    }
}
