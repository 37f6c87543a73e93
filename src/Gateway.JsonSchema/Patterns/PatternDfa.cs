namespace Gateway.JsonSchema.Patterns;

/// <summary>A pattern as a table: one look-up for each byte, no allocation, never back.</summary>
internal sealed class PatternDfa
{
    /// <summary>State from which nothing matches any more.</summary>
    public const int Dead = 0;

    /// <summary>State from which everything matches: the pattern has been found and does not ask for the end.</summary>
    public const int Found = 1;

    private readonly byte[] _classes;
    private readonly ushort[] _next;
    private readonly bool[] _matchesAtEnd;
    private readonly int _classCount;
    private readonly int _start;

    public PatternDfa(byte[] classes, int classCount, ushort[] next, bool[] matchesAtEnd, int start)
        => (_classes, _classCount, _next, _matchesAtEnd, _start) = (classes, classCount, next, matchesAtEnd, start);

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        var state = _start;
        if (state <= Found) return state == Found;
        var classes = _classes;
        var next = _next;
        foreach (var b in utf8)
        {
            state = next[(state * _classCount) + classes[b]];
            if (state <= Found) return state == Found;
        }

        return _matchesAtEnd[state];
    }
}
