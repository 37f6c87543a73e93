namespace Gateway.SecLang.Parsing;

/// <summary>One argument of a directive with its quotes and escapes removed.</summary>
internal readonly record struct Argument(string Text, LogicalLine Line, int Start, int[]? Offsets)
{
    /// <summary>Where a character of <see cref="Text"/> stands in the file.</summary>
    public SourcePosition PositionOf(int index) => Line.PositionOf(Offsets is null ? Start + index : index < Offsets.Length ? Offsets[index] : Start + Text.Length);

    public SourcePosition Position => PositionOf(0);
}
