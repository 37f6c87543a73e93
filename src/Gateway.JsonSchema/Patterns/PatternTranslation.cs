using System.Globalization;
using System.Text;

namespace Gateway.JsonSchema.Patterns;

/// <summary>Writes a pattern as a .NET one over UTF-16, for patterns whose table would be too large.</summary>
internal static class PatternTranslation
{
    public static string Translate(PatternNode node) => node switch
    {
        PatternNode.Set set => TranslateSet(set.Points),
        PatternNode.Sequence sequence => string.Concat(sequence.Parts.Select(Translate)),
        PatternNode.Choice choice => "(?:" + string.Join('|', choice.Alternatives.Select(Translate)) + ")",
        PatternNode.Repeat repeat => $"(?:{Translate(repeat.Part)}){{{repeat.Least},{(repeat.Most < 0 ? "" : repeat.Most.ToString(CultureInfo.InvariantCulture))}}}",
        PatternNode.Begin => "^",
        // $ would match before a trailing line feed.
        PatternNode.End => "\\z",
        // .NET's word characters are Unicode's, ECMA-262's are ASCII, and NonBacktracking has nothing to say it with.
        PatternNode.Boundary => throw new PatternSyntaxException("found \\b or \\B in a pattern too large for a table"),
        _ => throw new PatternSyntaxException($"found {node.GetType().Name} in a pattern too large for a table"),
    };

    private static string TranslateSet(CodePointSet points)
    {
        var bmp = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (first, last) in points.Ranges)
        {
            if (first <= 0xFFFF) AppendRange(bmp, first, Math.Min(last, 0xFFFF));
            if (last > 0xFFFF) AddPairs(pairs, Math.Max(first, 0x10000), last);
        }

        // A class of surrogates alone would match half a character.
        if (bmp.Length > 0) pairs.Insert(0, $"[{bmp}]");
        return pairs.Count switch
        {
            0 => "[^\\u0000-\\uFFFF]",
            1 => $"(?:{pairs[0]})",
            _ => $"(?:{string.Join('|', pairs)})",
        };
    }

    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = Pair(first);
            var end = Math.Min(last, first | 0x3FF);
            if (low == 0xDC00)
            {
                // Whole blocks of 1,024 share one class of high surrogates.
                var blocks = (last - first + 1) / 0x400;
                if (blocks > 1) end = first + (blocks * 0x400) - 1;
            }

            pairs.Add($"[{Unit(high)}-{Unit(Pair(end).High)}][{Unit(low)}-{Unit(Pair(end).Low)}]");
            first = end + 1;
        }
    }

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        if (first < 0xD800 && last > 0xDFFF)
        {
            AppendRange(text, first, 0xD7FF);
            AppendRange(text, 0xE000, last);
        }
        else if (last >= 0xD800 && first <= 0xDFFF)
        {
            if (first < 0xD800) AppendRange(text, first, 0xD7FF);
            if (last > 0xDFFF) AppendRange(text, 0xE000, last);
        }
        else
        {
            text.Append(Unit(first)).Append('-').Append(Unit(last));
        }
    }

    private static (int High, int Low) Pair(int point) => (0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF));

    private static string Unit(int unit) => "\\u" + unit.ToString("X4", CultureInfo.InvariantCulture);
}
