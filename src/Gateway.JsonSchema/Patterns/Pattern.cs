using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.JsonSchema.Patterns;

/// <summary>A compiled pattern: found anywhere in a string unless it says otherwise, in time linear in the string.</summary>
internal sealed class Pattern
{
    private const int MaxLength = 8192;
    private const int FewTimes = 64;

    private readonly Part[] _parts;

    private Pattern(Part[] parts) => _parts = parts;

    /// <exception cref="PatternSyntaxException">It is not ECMA-262, or cannot be matched in linear time.</exception>
    public static Pattern Compile(string pattern)
    {
        if (pattern.Length > MaxLength) throw new PatternSyntaxException($"found a pattern of {pattern.Length} characters; allowed: {MaxLength}");
        return new Pattern([.. PatternParts.Split(PatternParser.Parse(pattern)).Select(part => CompilePart(part.Pattern, part.Negated))]);
    }

    /// <summary>Whether all parts are tables, none a regular expression of .NET.</summary>
    internal bool IsTable => _parts.All(part => part.Table is not null);

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        foreach (var part in _parts)
        {
            if (part.IsMatch(utf8) == part.Negated) return false;
        }

        return true;
    }

    private static Part CompilePart(PatternNode node, bool negated)
    {
        var (least, most) = (0, -1);
        // A class up to 8,192 times over would be as many states, and a few such patterns megabytes: a loop and a count of characters say the same.
        if (node is PatternNode.Sequence { Parts: [PatternNode.Begin, PatternNode.Repeat { Part: PatternNode.Set } run, PatternNode.End] parts } && Math.Max(run.Least, run.Most) > FewTimes)
        {
            (least, most) = (run.Least, run.Most);
            node = new PatternNode.Sequence([parts[0], run with { Least = 0, Most = -1 }, parts[2]]);
        }

        if (PatternNfa.Build(node) is { } nfa && PatternDfaBuilder.Build(nfa) is { } table) return new(table, null, negated, least, most);
        try
        {
            return new(null, new Regex(PatternTranslation.Translate(node), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), negated, least, most);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new PatternSyntaxException($"found a pattern too large to be matched in linear time ({e.Message})");
        }
    }

    private static bool IsMatch(Regex regex, ReadOnlySpan<byte> utf8)
    {
        var chars = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            return regex.IsMatch(chars.AsSpan(0, Encoding.UTF8.GetChars(utf8, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <param name="Table">What the string has to match.</param>
    /// <param name="Regex">The same, where the table would be too large.</param>
    /// <param name="Negated">The string has not to match.</param>
    /// <param name="Least">Characters that it has to have beside.</param>
    /// <param name="Most">Those that it may have; -1 for any number.</param>
    private readonly record struct Part(PatternDfa? Table, Regex? Regex, bool Negated, int Least, int Most)
    {
        public bool IsMatch(ReadOnlySpan<byte> utf8)
        {
            if (Least > 0 || Most >= 0)
            {
                // Bytes that continue a character begin with 10.
                var count = 0;
                foreach (var b in utf8) count += (b & 0xC0) == 0x80 ? 0 : 1;
                if (count < Least || (Most >= 0 && count > Most)) return false;
            }

            return Table is not null ? Table.IsMatch(utf8) : Pattern.IsMatch(Regex!, utf8);
        }
    }
}
