namespace Gateway.SecLang.Scan;

/// <summary>Literals of which every match contains at least one, letters folded, with the estimated chance of finding any at a place.</summary>
internal sealed record LiteralSet(byte[][] Literals, double Cost)
{
    /// <summary>Literals cost build time and memory, too: a little more selectivity is not worth hundreds of them.</summary>
    private const double PricePerLiteral = 2e-7;

    /// <summary>Shorter ones are answered by the set of bytes that a value contains.</summary>
    private const int MinLength = 2;

    private const int MaxCount = 2500;

    public static LiteralSet? Of(IReadOnlyCollection<byte[]> literals)
    {
        if (literals.Count is 0 or > MaxCount) return null;
        var cost = 0.0;
        foreach (var literal in literals)
        {
            if (literal.Length < MinLength) return null;
            cost += ByteFrequency.Of(literal) + PricePerLiteral;
        }

        return new LiteralSet([.. literals], cost);
    }

    public static LiteralSet? Better(LiteralSet? a, LiteralSet? b) => a is null ? b : b is null || a.Cost <= b.Cost ? a : b;

    /// <summary>One of either set, where a match takes one of two ways.</summary>
    public static LiteralSet? Either(LiteralSet? a, LiteralSet? b)
    {
        if (a is null || b is null || a.Literals.Length + b.Literals.Length > MaxCount) return null;
        return new LiteralSet([.. a.Literals, .. b.Literals], a.Cost + b.Cost);
    }
}
