using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>
/// Finds literals without which a pattern cannot match a value that has only bytes of a given alphabet. A narrower alphabet takes away
/// branches and options, so that more patterns have literals, or cannot match at all.
/// </summary>
internal readonly struct LiteralFinder(ByteSet alphabet)
{
    private const int MaxSetMembers = 8;
    private const int MaxCopies = 4;

    /// <summary>What is known of a node; null stands for a node that matches nothing in the alphabet.</summary>
    private sealed record Known(Prefixes Prefixes, LiteralSet? Inside)
    {
        public LiteralSet? Best => Inside is not null && Inside.Cost <= Prefixes.Cost ? Inside : Prefixes.ToSet();
    }

    /// <summary>False where no value of the alphabet can match; otherwise the best literals, or null where there are none.</summary>
    public bool TryFind(RegexNode root, out LiteralSet? literals)
    {
        var known = Visit(root);
        literals = known?.Best;
        return known is not null;
    }

    private Known? Visit(RegexNode node) => node switch
    {
        SetNode set => VisitSet(set.Set & alphabet),
        ConcatNode concat => VisitSequence(concat.Items),
        AlternateNode alternate => VisitAlternatives(alternate),
        RepeatNode repeat => VisitRepeat(repeat),
        CaptureNode capture => Visit(capture.Item),
        AtomicNode atomic => Visit(atomic.Item),
        BackreferenceNode => new Known(Prefixes.Anything, null),
        _ => new Known(Prefixes.Nothing, null),
    };

    private static Known? VisitSet(ByteSet set)
    {
        if (set.IsEmpty) return null;
        var folded = set.Folded();
        if (folded.Count > MaxSetMembers) return new Known(Prefixes.Anything, null);
        return new Known(Prefixes.OfBytes(folded), null);
    }

    private Known? VisitSequence(ReadOnlySpan<RegexNode> items)
    {
        var parts = new Known[items.Length];
        LiteralSet? best = null;
        for (var i = 0; i < items.Length; i++)
        {
            if (Visit(items[i]) is not { } part) return null;
            parts[i] = part;
            best = LiteralSet.Better(best, part.Inside);
        }

        return Join(parts, best);
    }

    /// <summary>A literal may begin at every part and run on over the next ones.</summary>
    private static Known Join(ReadOnlySpan<Known> parts, LiteralSet? best)
    {
        var whole = Prefixes.Nothing;
        for (var from = 0; from < parts.Length; from++)
        {
            var run = Run(parts[from..], out var complete, ref best);
            if (from == 0) whole = run;

            // A run that took all there is holds every run that begins inside of it, and is rarer than those.
            if (!complete) continue;
            while (from < parts.Length - 1 && parts[from].Prefixes.AllClosed) from++;
        }

        return new Known(whole, best);
    }

    private static Prefixes Run(ReadOnlySpan<Known> parts, out bool complete, ref LiteralSet? best)
    {
        complete = true;
        var run = Prefixes.Nothing;
        foreach (var part in parts)
        {
            if (run.AllOpen) break;
            if (run.Then(part.Prefixes) is not { } longer)
            {
                complete = false;
                return run.Opened();
            }

            run = longer;
            if (best is null || run.Cost < best.Cost) best = run.ToSet();
        }

        complete = !run.IsCut;
        return run;
    }

    private Known? VisitAlternatives(AlternateNode alternate)
    {
        var (prefixes, best) = (new List<Prefixes>(), new List<LiteralSet?>());
        foreach (var item in alternate.Items)
        {
            if (Visit(item) is not { } branch) continue;
            prefixes.Add(branch.Prefixes);
            best.Add(branch.Best);
        }

        return best.Count == 0 ? null : new Known(Prefixes.Union(prefixes), LiteralSet.Any(best));
    }

    private Known? VisitRepeat(RepeatNode repeat)
    {
        if (repeat.Max == 0) return new Known(Prefixes.Nothing, null);
        var item = Visit(repeat.Item);
        if (repeat.Min == 0)
        {
            if (item is null) return new Known(Prefixes.Nothing, null);
            return new Known(Prefixes.Union([repeat.Max == 1 ? item.Prefixes : item.Prefixes.Opened(), Prefixes.Nothing]), null);
        }

        if (item is null) return null;
        var copies = Math.Min(repeat.Min, MaxCopies);
        var parts = new Known[copies + 1];
        Array.Fill(parts, item);
        parts[copies] = repeat.Max == copies ? new Known(Prefixes.Nothing, null) : new Known(Prefixes.Anything, null);
        return Join(parts, item.Inside);
    }
}
