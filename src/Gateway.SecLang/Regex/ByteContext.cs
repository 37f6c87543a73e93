namespace Gateway.SecLang.Regex;

/// <summary>What stands beside a position, as far as an assertion can ask.</summary>
internal enum ByteContext : byte
{
    /// <summary>Before the first byte or behind the last.</summary>
    Edge,
    LineFeed,
    Word,
    Other,
}

internal static class ByteContexts
{
    public static ByteContext Of(byte value) => value == (byte)'\n' ? ByteContext.LineFeed : ByteSet.Word.Contains(value) ? ByteContext.Word : ByteContext.Other;

    public static bool Holds(Assertion assertion, ByteContext before, ByteContext after) => assertion switch
    {
        Assertion.TextStart => before == ByteContext.Edge,
        Assertion.LineStart => before is ByteContext.Edge or ByteContext.LineFeed,
        Assertion.TextEnd => after == ByteContext.Edge,
        Assertion.LineEnd => after is ByteContext.Edge or ByteContext.LineFeed,
        Assertion.WordBoundary => (before == ByteContext.Word) != (after == ByteContext.Word),
        Assertion.NotWordBoundary => (before == ByteContext.Word) == (after == ByteContext.Word),
        _ => throw new InvalidOperationException($"{assertion} is not regular."),
    };
}
