namespace Gateway.JsonSchema.Patterns;

/// <summary>The tree of a pattern.</summary>
internal abstract record PatternNode
{
    public sealed record Set(CodePointSet Points) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    public sealed record Choice(IReadOnlyList<PatternNode> Alternatives) : PatternNode;

    /// <param name="Part">What is repeated.</param>
    /// <param name="Least">How often at least.</param>
    /// <param name="Most">How often at most; -1 for no bound.</param>
    public sealed record Repeat(PatternNode Part, int Least, int Most) : PatternNode;

    public sealed record Begin : PatternNode;

    public sealed record End : PatternNode;

    public sealed record Boundary(bool Negated) : PatternNode;

    /// <summary>Look-around. Automata do not have it; what stands at the ends of a pattern is split off (<see cref="PatternParts"/>).</summary>
    public sealed record Look(PatternNode Part, bool Behind, bool Negated) : PatternNode;

    public sealed record BackReference : PatternNode;
}
