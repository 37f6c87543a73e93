using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.JsonSchema.Patterns;

/// <summary>A compiled pattern: found anywhere in a string unless it says otherwise, in time linear in the string.</summary>
internal sealed class Pattern
{
    private const int MaxLength = 8192;

    private readonly (PatternDfa? Table, Regex? Regex, bool Negated)[] _parts;

    private Pattern((PatternDfa? Table, Regex? Regex, bool Negated)[] parts) => _parts = parts;

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
        foreach (var (table, regex, negated) in _parts)
        {
            if ((table is not null ? table.IsMatch(utf8) : IsMatch(regex!, utf8)) == negated) return false;
        }

        return true;
    }

    private static (PatternDfa?, Regex?, bool) CompilePart(PatternNode node, bool negated)
    {
        if (PatternNfa.Build(node) is { } nfa && PatternDfaBuilder.Build(nfa) is { } table) return (table, null, negated);
        try
        {
            return (null, new Regex(PatternTranslation.Translate(node), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), negated);
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
}
