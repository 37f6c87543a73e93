namespace Gateway.JsonSchema.Patterns;

/// <summary>
/// A pattern as conditions that must all hold. Automata have no look-around, but where people use it, it stands at the ends:
/// <c>^(?=.*[a-z])(?=.*\d).{8,}$</c> says three things of one string, <c>(?&lt;!-)$</c> one of its end. These become patterns of their own.
/// </summary>
internal static class PatternParts
{
    public static IReadOnlyList<(PatternNode Pattern, bool Negated)> Split(PatternNode pattern)
    {
        var conditions = new List<(PatternNode, bool)>();
        if (pattern is PatternNode.Sequence { Parts: [PatternNode.Begin, PatternNode.Look { Behind: false }, ..] } ahead)
        {
            var parts = ahead.Parts;
            var next = 1;
            for (; next < parts.Count && parts[next] is PatternNode.Look { Behind: false } look; next++)
                conditions.Add((new PatternNode.Sequence([parts[0], look.Part]), look.Negated));
            pattern = new PatternNode.Sequence([parts[0], .. parts.Skip(next)]);
        }

        if (pattern is PatternNode.Sequence { Parts: [.., PatternNode.Look { Behind: true }, PatternNode.End] } behind)
        {
            var parts = behind.Parts;
            var last = parts.Count - 2;
            for (; last >= 0 && parts[last] is PatternNode.Look { Behind: true } look; last--)
                conditions.Add((new PatternNode.Sequence([look.Part, parts[^1]]), look.Negated));
            pattern = new PatternNode.Sequence([.. parts.Take(last + 1), parts[^1]]);
        }

        conditions.Insert(0, (pattern, false));
        foreach (var (part, _) in conditions) RefuseUnsupported(part);
        return conditions;
    }

    private static void RefuseUnsupported(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Look:
                throw new PatternSyntaxException("found look-around; allowed: look-ahead right behind a leading ^ and look-behind right before a trailing $, which can be matched in linear time");
            case PatternNode.BackReference:
                throw new PatternSyntaxException("found a back-reference, which cannot be matched in linear time");
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts) RefuseUnsupported(part);
                break;
            case PatternNode.Choice choice:
                foreach (var part in choice.Alternatives) RefuseUnsupported(part);
                break;
            case PatternNode.Repeat repeat:
                RefuseUnsupported(repeat.Part);
                break;
        }
    }
}
