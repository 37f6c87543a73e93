namespace Gateway.SecLang.Parsing;

/// <summary>
/// One directive: physical lines joined at a backslash before the line end. The text holds one char per byte of the file (Latin-1), since patterns are bytes.
/// </summary>
internal sealed class LogicalLine(string file)
{
    private readonly List<(int Offset, int Line)> _pieces = [];

    public string Text { get; private set; } = "";

    public void Append(string piece, int line)
    {
        _pieces.Add((Text.Length, line));
        Text = Text.Length == 0 ? piece : Text + piece;
    }

    /// <summary>Where the character stands in the file.</summary>
    public SourcePosition PositionOf(int offset)
    {
        var piece = _pieces.FindLastIndex(p => p.Offset <= offset);
        return piece < 0 ? new SourcePosition(file, _pieces[0].Line, 1) : new SourcePosition(file, _pieces[piece].Line, offset - _pieces[piece].Offset + 1);
    }
}
