using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>What a value out of an alphabet must have for a pattern or a phrase list to match: necessary, never sufficient.</summary>
/// <param name="MinLength">The least number of bytes.</param>
/// <param name="Literals">Literals (letters folded) of which it contains one; null where nothing is known.</param>
/// <param name="Clauses">Sets of bytes of each of which it contains one.</param>
internal sealed record Requirements(int MinLength, IReadOnlyList<Literal>? Literals, ByteSet[] Clauses)
{
    /// <summary>The requirements of a pattern; null where no value of the alphabet can match.</summary>
    public static Requirements? Of(RegexNode root, ByteSet alphabet)
    {
        if (!new LiteralFinder(alphabet).TryFind(root, out var literals)) return null;
        return new Requirements(NodeFacts.MinLength(root), literals?.Literals, [.. new ClauseFinder(alphabet).Find(root)]);
    }

    /// <summary>The requirements of a list of phrases of which one is to be found, in whatever letter case.</summary>
    public static Requirements? Of(IReadOnlyCollection<byte[]> phrases, ByteSet alphabet)
    {
        var possible = new List<Literal>();
        var least = int.MaxValue;
        foreach (var phrase in phrases)
        {
            if (!phrase.All(b => ByteSet.Of(b).WithBothCases().Overlaps(alphabet))) continue;
            least = Math.Min(least, phrase.Length);
            possible.Add(Literal.Of(phrase));
        }

        if (possible.Count == 0) return null;
        return new Requirements(least, least == 0 ? null : possible, []);
    }

    public static byte Fold(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value + 32) : value;
}
