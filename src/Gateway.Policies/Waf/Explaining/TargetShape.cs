using System.Text;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>
/// What many requests have in common in the name of a target: <c>ARGS:json.items.7.html</c> is <c>$.items[*].html</c>, <c>ARGS:json.items.7['odd.name']</c> is
/// <c>$.items[*]['odd.name']</c>, which is also how an exclusion names it.
/// </summary>
internal static class TargetShape
{
    private const string JsonPrefix = "ARGS:json";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(string target)
    {
        var text = Decoded(target);
        if (!text.StartsWith(JsonPrefix, StringComparison.Ordinal) || text.Length == JsonPrefix.Length || text[JsonPrefix.Length] is not ('.' or '[')) return text;
        var path = new StringBuilder("$");
        var rest = text.AsSpan(JsonPrefix.Length);
        while (!rest.IsEmpty)
        {
            if (rest[0] == '[' ? !Quoted(ref rest, path) : !Member(ref rest, path)) return text;
        }

        return path.ToString();
    }

    /// <summary>
    /// Whether an exclusion can have it as a target that means what was seen: paths can, other names where no sign in them has another meaning there. Somebody's argument
    /// <c>/.*/</c> would be a pattern of all arguments.
    /// </summary>
    public static bool CanBeExcluded(string shape) => shape.StartsWith('$') || !(shape.Contains('|', StringComparison.Ordinal) || shape.Contains(":/", StringComparison.Ordinal) || IsOddPlace(shape));

    private static bool IsOddPlace(string shape) =>
        shape.StartsWith(JsonPrefix + "[", StringComparison.Ordinal) || (shape.StartsWith(JsonPrefix + ".", StringComparison.Ordinal) && shape.Contains("['", StringComparison.Ordinal));

    // Events have a character for each byte, exclusions are text.
    private static string Decoded(string target)
    {
        if (target.AsSpan().IndexOfAnyExceptInRange('\0', '\xff') >= 0 || System.Text.Ascii.IsValid(target)) return target;
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(target));
        }
        catch (DecoderFallbackException)
        {
            return target;
        }
    }

    private static bool Member(ref ReadOnlySpan<char> rest, StringBuilder path)
    {
        if (rest[0] != '.') return false;
        rest = rest[1..];
        var end = rest.IndexOfAny('.', '[');
        var name = end < 0 ? rest : rest[..end];
        rest = rest[name.Length..];
        if (name.IsEmpty) return false;
        if (!name.ContainsAnyExceptInRange('0', '9')) path.Append("[*]");
        else Append(path, name);
        return true;
    }

    /// <summary>A name with a dot or a bracket: the engine quotes it, with a backslash before a quote and a backslash.</summary>
    private static bool Quoted(ref ReadOnlySpan<char> rest, StringBuilder path)
    {
        if (rest is not ['[', '\'', ..]) return false;
        var name = new StringBuilder();
        for (var i = 2; i < rest.Length; i++)
        {
            if (rest[i] == '\'')
            {
                if (i + 1 == rest.Length || rest[i + 1] != ']' || name.Length == 0 || name.ToString().Contains("']", StringComparison.Ordinal)) return false;
                rest = rest[(i + 2)..];
                path.Append("['").Append(name).Append("']");
                return true;
            }

            if (rest[i] == '\\') i++;
            if (i < rest.Length) name.Append(rest[i]);
        }

        return false;
    }

    private static void Append(StringBuilder path, ReadOnlySpan<char> name)
    {
        // A plain name is written plainly where it is one; "*" would be any member.
        if (name.IndexOfAny("'*") < 0) path.Append('.').Append(name);
        else path.Append("['").Append(name).Append("']");
    }
}
