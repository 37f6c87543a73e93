namespace Gateway.Policies.Configuration.Reading;

/// <summary>
/// Turns byte offsets, asked for in ascending order, into lines and columns in one pass over the text. A column counts
/// UTF-16 code units, as editors and compilers do; a line ends with LF (so also with CRLF).
/// </summary>
internal ref struct PositionCursor(ReadOnlySpan<byte> text, string file)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    public ConfigLocation At(long offset)
    {
        var end = (int)Math.Min(offset, _text.Length);
        for (; _offset < end; _offset++)
        {
            var b = _text[_offset];
            if (b == (byte)'\n')
            {
                _line++;
                _column = 1;
            }
            else if (b >= 0xF0)
            {
                _column += 2; // a surrogate pair
            }
            else if ((b & 0xC0) != 0x80)
            {
                _column++;
            }
        }

        return new ConfigLocation(file, _line, _column);
    }

    /// <summary>The offset of a position in System.Text.Json's terms: a 0-based line and the bytes before it in that line.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> text, long line, long bytesInLine)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var feed = text[start..].IndexOf((byte)'\n');
            if (feed < 0) break;
            start += feed + 1;
        }

        return (int)Math.Min(start + bytesInLine, text.Length);
    }
}
