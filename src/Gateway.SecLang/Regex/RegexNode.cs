namespace Gateway.SecLang.Regex;

/// <summary>The syntax tree of a pattern; letter case and the meaning of a dot are already settled in the sets.</summary>
internal abstract record RegexNode
{
    public static readonly RegexNode Empty = new ConcatNode([]);
}

/// <summary>One byte out of a set.</summary>
internal sealed record SetNode(ByteSet Set) : RegexNode;

internal sealed record ConcatNode(RegexNode[] Items) : RegexNode;

internal sealed record AlternateNode(RegexNode[] Items) : RegexNode;

/// <summary>A repetition; <paramref name="Max"/> is -1 where there is no upper bound.</summary>
internal sealed record RepeatNode(RegexNode Item, int Min, int Max, RepeatKind Kind) : RegexNode;

internal enum RepeatKind
{
    Greedy,
    Lazy,
    Possessive,
}

/// <summary>A numbered group; number 0 does not occur, since the whole match needs no node.</summary>
internal sealed record CaptureNode(RegexNode Item, int Number) : RegexNode;

internal sealed record AssertNode(Assertion Kind) : RegexNode;

internal enum Assertion
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NotWordBoundary,
    /// <summary><c>\Z</c>: at the end or before a line feed that ends the text.</summary>
    TextEndOrLastLine,
}

/// <summary><c>\K</c>: the match is said to begin here.</summary>
internal sealed record KeepNode : RegexNode;

/// <summary>Not regular: look ahead or behind.</summary>
internal sealed record LookNode(RegexNode Item, bool Behind, bool Negative) : RegexNode;

/// <summary>Not regular: what a group matched, once more.</summary>
internal sealed record BackreferenceNode(int Number, bool IgnoreCase) : RegexNode;

/// <summary>Not regular: once matched, never tried differently.</summary>
internal sealed record AtomicNode(RegexNode Item) : RegexNode;
