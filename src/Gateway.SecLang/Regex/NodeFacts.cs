namespace Gateway.SecLang.Regex;

/// <summary>Small questions to a syntax tree.</summary>
internal static class NodeFacts
{
    /// <summary>The parts of a node, from left to right.</summary>
    public static ReadOnlySpan<RegexNode> Children(RegexNode node) => node switch
    {
        ConcatNode concat => concat.Items,
        AlternateNode alternate => alternate.Items,
        RepeatNode repeat => new[] { repeat.Item },
        CaptureNode capture => new[] { capture.Item },
        LookNode look => new[] { look.Item },
        AtomicNode atomic => new[] { atomic.Item },
        _ => [],
    };

    public static bool Any(RegexNode node, Func<RegexNode, bool> is_)
    {
        if (is_(node)) return true;
        foreach (var child in Children(node))
        {
            if (Any(child, is_)) return true;
        }

        return false;
    }

    /// <summary>Whether an automaton can say all that the node means.</summary>
    public static bool IsRegular(RegexNode node) => !Any(node, static n =>
        n is LookNode or BackreferenceNode or AtomicNode or RepeatNode { Kind: RepeatKind.Possessive } or AssertNode { Kind: Assertion.TextEndOrLastLine });

    /// <summary>Whether the pattern is <c>^.*$</c> or <c>^(.*)$</c> with a dot that means every byte: it matches any value as a whole.</summary>
    public static bool IsWholeValue(RegexNode node) =>
        node is ConcatNode { Items: [AssertNode { Kind: Assertion.TextStart or Assertion.LineStart }, var all, AssertNode { Kind: Assertion.TextEnd or Assertion.LineEnd }] }
        && (all is CaptureNode group ? group.Item : all) is RepeatNode { Min: 0, Max: -1, Kind: RepeatKind.Greedy, Item: SetNode set } && set.Set == ByteSet.All;

    /// <summary>The least number of bytes that a match reads.</summary>
    public static int MinLength(RegexNode node)
    {
        const int Most = 1 << 20;
        switch (node)
        {
            case SetNode:
                return 1;
            case ConcatNode concat:
                var sum = 0;
                foreach (var item in concat.Items) sum = Math.Min(sum + MinLength(item), Most);
                return sum;
            case AlternateNode alternate:
                var least = Most;
                foreach (var item in alternate.Items) least = Math.Min(least, MinLength(item));
                return least;
            case RepeatNode repeat:
                return repeat.Min == 0 ? 0 : (int)Math.Min((long)repeat.Min * MinLength(repeat.Item), Most);
            case CaptureNode capture:
                return MinLength(capture.Item);
            case AtomicNode atomic:
                return MinLength(atomic.Item);
            default:
                return 0;
        }
    }

    /// <summary>The greatest number of bytes that a match reads; -1 where there is no bound.</summary>
    public static int MaxLength(RegexNode node)
    {
        switch (node)
        {
            case SetNode:
                return 1;
            case ConcatNode concat:
                var sum = 0;
                foreach (var item in concat.Items)
                {
                    var length = MaxLength(item);
                    if (length < 0) return -1;
                    sum += length;
                }

                return sum > ushort.MaxValue ? -1 : sum;
            case AlternateNode alternate:
                var most = 0;
                foreach (var item in alternate.Items)
                {
                    var length = MaxLength(item);
                    if (length < 0) return -1;
                    most = Math.Max(most, length);
                }

                return most;
            case RepeatNode repeat:
                var one = MaxLength(repeat.Item);
                return one == 0 ? 0 : one < 0 || repeat.Max < 0 || (long)one * repeat.Max > ushort.MaxValue ? -1 : one * repeat.Max;
            case CaptureNode capture:
                return MaxLength(capture.Item);
            case AtomicNode atomic:
                return MaxLength(atomic.Item);
            case BackreferenceNode:
                return -1;
            default:
                return 0;
        }
    }

    /// <summary>Which bytes a match of the node can begin with; not nullable means that it must begin with one of them.</summary>
    public static (ByteSet Set, bool Nullable) First(RegexNode node)
    {
        switch (node)
        {
            case SetNode set:
                return (set.Set, false);
            case ConcatNode concat:
                var first = ByteSet.Empty;
                foreach (var item in concat.Items)
                {
                    var (set, nullable) = First(item);
                    first |= set;
                    if (!nullable) return (first, false);
                }

                return (first, true);
            case AlternateNode alternate:
                var (all, any) = (ByteSet.Empty, false);
                foreach (var item in alternate.Items)
                {
                    var (set, nullable) = First(item);
                    all |= set;
                    any |= nullable;
                }

                return (all, any);
            case RepeatNode repeat:
                if (repeat.Max == 0) return (ByteSet.Empty, true);
                var (body, empty) = First(repeat.Item);
                return (body, empty || repeat.Min == 0);
            case CaptureNode capture:
                return First(capture.Item);
            case AtomicNode atomic:
                return First(atomic.Item);
            case BackreferenceNode:
                return (ByteSet.All, true);
            default:
                return (ByteSet.Empty, true);
        }
    }
}
