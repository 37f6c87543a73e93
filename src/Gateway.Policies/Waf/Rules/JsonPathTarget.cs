using System.Buffers;
using System.Text;

namespace Gateway.Policies.Waf.Rules;

/// <summary>
/// A JSON path as a pattern over the names that the engine gives to the leaves of a body: <c>$.items[*].html</c> is <c>ARGS:/^json\.items\.[0-9]+\.html(?:\.|$)/</c>. It covers
/// what stands at the path and all below it. A dot inside a name is the byte 0xFF, as in the places that the engine gives them: <c>{"items.0.html": …}</c> is not
/// <c>{"items": [{"html": …}]}</c>.
/// </summary>
internal static class JsonPathTarget
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\^$.|?*+()[]{}/");

    /// <summary>Null where the text is none of: "$", ".name", "..name", ".*", "['name']", "[3]" and "[*]" one after the other.</summary>
    public static string? Translate(string path)
    {
        var pattern = new StringBuilder("ARGS:/^json");
        var rest = path.AsSpan(1);
        while (!rest.IsEmpty)
        {
            if (rest[0] == '[' ? !Bracket(ref rest, pattern) : !Member(ref rest, pattern)) return null;
        }

        return pattern.Append(@"(?:\.|$)/").ToString();
    }

    private static bool Member(ref ReadOnlySpan<char> rest, StringBuilder pattern)
    {
        if (rest[0] != '.') return false;
        rest = rest[1..];
        if (rest is ['.', ..])
        {
            pattern.Append(@"(?:\..+)?");
            rest = rest[1..];
        }

        var end = rest.IndexOfAny('.', '[');
        var name = end < 0 ? rest : rest[..end];
        if (name.IsEmpty) return false;
        rest = rest[name.Length..];
        if (name is "*") pattern.Append(@"\.[^.]+");
        else Append(pattern, name);
        return true;
    }

    private static bool Bracket(ref ReadOnlySpan<char> rest, StringBuilder pattern)
    {
        if (rest is ['[', '\'', ..])
        {
            var close = rest.IndexOf("']");
            if (close < 3) return false;
            Append(pattern, rest[2..close]);
            rest = rest[(close + 2)..];
            return true;
        }

        var end = rest.IndexOf(']');
        if (end < 2) return false;
        var index = rest[1..end];
        if (index is not "*" && (index.Length > 9 || index.ContainsAnyExceptInRange('0', '9'))) return false;
        pattern.Append(@"\.").Append(index is "*" ? "[0-9]+" : index);
        rest = rest[(end + 1)..];
        return true;
    }

    // Bytes, as the engine compares: a character beyond ASCII is each of its UTF-8 bytes.
    private static void Append(StringBuilder pattern, ReadOnlySpan<char> name)
    {
        pattern.Append(@"\.");
        foreach (var b in Encoding.UTF8.GetBytes(name.ToString()))
        {
            if (b is (byte)'.') pattern.Append(@"\xff");
            else if (b is < 0x20 or >= 0x7f or (byte)'|' || Special.Contains((char)b)) pattern.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{b:x2}");
            else pattern.Append((char)b);
        }
    }
}
