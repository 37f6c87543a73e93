using System.Text;

namespace Gateway.JsonSchema.Patterns;

/// <summary>A set of Unicode code points as sorted ranges that do not touch.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;

    public static readonly CodePointSet None = new([]);
    public static readonly CodePointSet All = new([(0, Last)]);
    public static readonly CodePointSet Digits = Of(('0', '9'));
    public static readonly CodePointSet Word = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>ECMA-262 LineTerminator: what a dot does not match.</summary>
    public static readonly CodePointSet LineEnds = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    /// <summary>ECMA-262 WhiteSpace and LineTerminator; Unicode 16's space separators are listed, so that they do not depend on the runtime's tables.</summary>
    public static readonly CodePointSet Space = Of(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    private CodePointSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CodePointSet Of(params (int First, int Last)[] ranges) => Union(ranges);

    public static CodePointSet Of(Rune rune) => new([(rune.Value, rune.Value)]);

    public static CodePointSet Union(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else merged.Add(range);
        }

        return new CodePointSet(merged);
    }

    public CodePointSet Complement()
    {
        var ranges = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next) ranges.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Last) ranges.Add((next, Last));
        return new CodePointSet(ranges);
    }
}
