namespace Gateway.SecLang.Regex;

/// <summary>Makes a pattern regular: exactly, where that is possible, or as a wider pattern that matches whatever the original matches.</summary>
internal static class RegularForm
{
    /// <summary>
    /// Possessive repetitions of a set that nothing behind them can begin with are the same as greedy ones: giving bytes back never helps.
    /// That makes <c>\s*+;</c> regular.
    /// </summary>
    public static RegexNode Relax(RegexNode node) => Relax(node, ByteSet.Empty, sure: true);

    /// <param name="node">What to rewrite.</param>
    /// <param name="follow">The bytes that may come behind the node.</param>
    /// <param name="sure">Whether those, or the end of the pattern, are all that can come; false behind which an assertion looks back.</param>
    private static RegexNode Relax(RegexNode node, ByteSet follow, bool sure)
    {
        switch (node)
        {
            case ConcatNode concat:
                var items = new RegexNode[concat.Items.Length];
                for (var i = items.Length - 1; i >= 0; i--)
                {
                    items[i] = Relax(concat.Items[i], follow, sure);
                    (follow, sure) = Before(concat.Items[i], follow, sure);
                }

                return new ConcatNode(items);
            case AlternateNode alternate:
                return new AlternateNode(Array.ConvertAll(alternate.Items, item => Relax(item, follow, sure)));
            case CaptureNode capture:
                return capture with { Item = Relax(capture.Item, follow, sure) };
            case RepeatNode { Kind: RepeatKind.Possessive, Item: SetNode set } repeat:
                return sure && !set.Set.Overlaps(follow) ? repeat with { Kind = RepeatKind.Greedy } : repeat;
            case RepeatNode { Kind: not RepeatKind.Possessive } repeat:
                var (again, againSure) = Before(repeat.Item, follow, sure);
                return repeat with { Item = Relax(repeat.Item, follow | again, sure && againSure) };
            default:
                return node;
        }
    }

    /// <summary>What may come behind something that stands before this node.</summary>
    private static (ByteSet Follow, bool Sure) Before(RegexNode node, ByteSet follow, bool sure)
    {
        if (node is AssertNode { Kind: not Assertion.TextEnd } || !NodeFacts.IsRegular(node) || NodeFacts.Any(node, n => n is AssertNode)) return (follow, node is AssertNode { Kind: Assertion.TextEnd } && sure);
        var (first, nullable) = NodeFacts.First(node);
        return nullable ? (follow | first, sure) : (first, true);
    }

    /// <summary>A regular pattern that matches at least what the node matches: looks always succeed, a reference matches anything.</summary>
    public static RegexNode Widen(RegexNode node) => node switch
    {
        ConcatNode concat => new ConcatNode(Array.ConvertAll(concat.Items, Widen)),
        AlternateNode alternate => new AlternateNode(Array.ConvertAll(alternate.Items, Widen)),
        CaptureNode capture => capture with { Item = Widen(capture.Item) },
        RepeatNode repeat => repeat with { Item = Widen(repeat.Item), Kind = repeat.Kind == RepeatKind.Possessive ? RepeatKind.Greedy : repeat.Kind },
        AtomicNode atomic => Widen(atomic.Item),
        BackreferenceNode => new RepeatNode(new SetNode(ByteSet.All), 0, -1, RepeatKind.Greedy),
        LookNode or AssertNode { Kind: Assertion.TextEndOrLastLine } => RegexNode.Empty,
        _ => node,
    };
}
