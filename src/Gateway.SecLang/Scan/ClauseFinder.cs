using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>Finds sets of bytes of which a value must contain at least one each: what one look at the bytes present can rule out.</summary>
internal readonly struct ClauseFinder(ByteSet alphabet)
{
    private const int MaxClauses = 6;

    /// <summary>A set that most values meet says nothing.</summary>
    private const double MaxFrequency = 0.6;

    /// <summary>The sets, rarest first.</summary>
    public List<ByteSet> Find(RegexNode root) => Visit(root) ?? [];

    /// <summary>Null where the node matches nothing in the alphabet.</summary>
    private List<ByteSet>? Visit(RegexNode node)
    {
        switch (node)
        {
            case SetNode set:
                var members = set.Set & alphabet;
                return members.IsEmpty ? null : Best([members]);
            case ConcatNode concat:
                var all = new List<ByteSet>();
                foreach (var item in concat.Items)
                {
                    if (Visit(item) is not { } clauses) return null;
                    all.AddRange(clauses);
                }

                return Best(all);
            case AlternateNode alternate:
                return VisitAlternatives(alternate);
            case RepeatNode repeat:
                return repeat.Min == 0 ? [] : Visit(repeat.Item);
            case CaptureNode capture:
                return Visit(capture.Item);
            case AtomicNode atomic:
                return Visit(atomic.Item);
            default:
                return [];
        }
    }

    /// <summary>For each clause of the first way, the clause of every other way that widens it least.</summary>
    private List<ByteSet>? VisitAlternatives(AlternateNode alternate)
    {
        List<ByteSet>? all = null;
        foreach (var item in alternate.Items)
        {
            if (Visit(item) is not { } branch) continue;
            if (all is null)
            {
                all = branch;
                continue;
            }

            var (few, many) = all.Count <= branch.Count ? (all, branch) : (branch, all);
            all = many.Count == 0 ? [] : [.. few.Select(clause => many.Select(other => clause | other).MinBy(ByteFrequency.Of))];
        }

        return all is null ? null : Best(all);
    }

    private static List<ByteSet> Best(List<ByteSet> clauses) =>
        [.. clauses.Distinct().Select(c => (Clause: c, Share: ByteFrequency.Of(c))).Where(c => c.Share < MaxFrequency).OrderBy(c => c.Share).Take(MaxClauses).Select(c => c.Clause)];
}
