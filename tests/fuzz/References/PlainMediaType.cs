using System.Text.RegularExpressions;

namespace Gateway.Fuzz.References;

/// <summary>RFC 9110 section 8.3.1 as one expression.</summary>
internal static class PlainMediaType
{
    private const string Token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private const string Quoted = "\"(?:[^\"\\\\]|\\\\.)*\"";

    private static readonly Regex Whole = new(
        $@"\A[ \t]*(?<type>{Token})/(?<subtype>{Token})(?:[ \t]*;[ \t]*(?:(?<name>{Token})=(?<value>{Token}|{Quoted}))?)*[ \t]*\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static (string Type, string Subtype, List<string> Charsets)? Read(string text)
    {
        if (Whole.Match(text) is not { Success: true } match) return null;
        List<string> charsets = [];
        for (var i = 0; i < match.Groups["name"].Captures.Count; i++)
        {
            if (!match.Groups["name"].Captures[i].Value.Equals("charset", StringComparison.OrdinalIgnoreCase)) continue;
            var value = match.Groups["value"].Captures[i].Value;
            charsets.Add(value is ['"', ..] ? value[1..^1] : value);
        }

        return (match.Groups["type"].Value, match.Groups["subtype"].Value, charsets);
    }
}
