using System.Text;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>
/// What stands between two slashes of a template: literal texts with parameters between them, e.g. "{id}.json". A parameter is never empty;
/// one in front of a literal ends at the first place where that literal stands.
/// </summary>
internal sealed class TemplateSegment
{
    // One more literal than parameters: before the first, between, after the last.
    private readonly string[] _literals;

    private TemplateSegment(string[] literals, string[] parameters)
    {
        (_literals, Parameters) = (literals, parameters);
        Shape = string.Join("{}", literals);
    }

    public IReadOnlyList<string> Parameters { get; }

    public bool IsLiteral => Parameters.Count == 0;

    /// <summary>Equal for segments that match the same texts: names of parameters do not count.</summary>
    public string Shape { get; }

    /// <summary>More literal characters match fewer texts.</summary>
    public int LiteralLength => _literals.Sum(static l => l.Length);

    public static (TemplateSegment? Segment, string Problem) Parse(string text)
    {
        var literals = new List<string>();
        var parameters = new List<string>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '}') return (null, "a \"}\" without \"{\" in a path");
            if (text[i] != '{')
            {
                literal.Append(text[i]);
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0) return (null, "a \"{\" without \"}\" in a path");
            var name = text[(i + 1)..end];
            if (name.Length == 0 || name.Contains('{', StringComparison.Ordinal)) return (null, "a parameter without a name in a path");
            if (parameters.Count > 0 && literal.Length == 0) return (null, "two parameters in a path with nothing between them");
            literals.Add(Decode(literal));
            parameters.Add(name);
            literal.Clear();
            i = end;
        }

        literals.Add(Decode(literal));
        return (new([.. literals], [.. parameters]), "");
    }

    /// <summary>Adds what the parameters take to the captures.</summary>
    public bool TryMatch(ReadOnlySpan<char> text, int offset, Span<Range> captures, ref int count)
    {
        if (!text.StartsWith(_literals[0], StringComparison.Ordinal)) return false;
        var taken = count;
        var at = _literals[0].Length;
        for (var i = 1; i < _literals.Length; i++)
        {
            var isLast = i == _literals.Length - 1;
            if (at >= text.Length) return false;
            // Beyond its first character: no parameter is empty.
            var length = isLast
                ? text.EndsWith(_literals[i], StringComparison.Ordinal) ? text.Length - at - _literals[i].Length : -1
                : text[(at + 1)..].IndexOf(_literals[i], StringComparison.Ordinal) is var found and >= 0 ? found + 1 : -1;
            if (length < 1) return false;
            captures[taken++] = new Range(offset + at, offset + at + length);
            at += length + _literals[i].Length;
        }

        count = taken;
        return true;
    }

    // As requests are compared: decoded.
    private static string Decode(StringBuilder literal) => Uri.UnescapeDataString(literal.ToString());
}
