using System.Text;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>What many requests have in common in the name of a target: <c>ARGS:json.items.7.html</c> is <c>$.items[*].html</c>, which is also how an exclusion names it.</summary>
internal static class TargetShape
{
    private const string JsonPrefix = "ARGS:json.";

    public static string Of(string target)
    {
        if (!target.StartsWith(JsonPrefix, StringComparison.Ordinal)) return target;
        var path = new StringBuilder("$");
        foreach (var segment in target[JsonPrefix.Length..].Split('.'))
        {
            if (segment.Length > 0 && segment.All(char.IsAsciiDigit)) path.Append("[*]");
            else if (segment.Length == 0 || segment.AsSpan().IndexOfAny("[]'*") >= 0) return target;
            else path.Append('.').Append(segment);
        }

        return path.ToString();
    }
}
