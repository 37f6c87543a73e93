namespace Gateway.SecLang.Scan;

/// <summary>Literals of which every match contains at least one, letters folded, with the estimated chance of finding any at a place.</summary>
internal sealed record LiteralSet(List<Literal> Literals, double Cost)
{
    /// <summary>Literals cost build time and memory, too: a little more selectivity is not worth hundreds of them.</summary>
    public const double PricePerLiteral = 2e-7;

    /// <summary>Shorter ones are answered by the set of bytes that a value contains.</summary>
    public const int MinLength = 2;

    private const int MaxCount = 2500;

    public static LiteralSet? Better(LiteralSet? a, LiteralSet? b) => a is null ? b : b is null || a.Cost <= b.Cost ? a : b;

    /// <summary>One of all the sets, where a match takes one of several ways; null where one way has none, or they are too many.</summary>
    public static LiteralSet? Any(List<LiteralSet?> ways)
    {
        var all = new List<Literal>();
        var cost = 0.0;
        foreach (var way in ways)
        {
            if (way is null || all.Count + way.Literals.Count > MaxCount) return null;
            all.AddRange(way.Literals);
            cost += way.Cost;
        }

        return new LiteralSet(all, cost);
    }
}
