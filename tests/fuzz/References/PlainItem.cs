using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Fuzz.References;

/// <summary>An item of a structured field: a string with integer parameters (RFC 9651 sections 3.3.1 and 3.3.3).</summary>
internal static class PlainItem
{
    private static readonly Regex Whole = new("\\A\"(?<name>(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"(?:;(?<key>[a-z*][a-z0-9_.*-]*)=(?<value>-?[0-9]{1,15}))*\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static (string Name, Dictionary<string, long> Parameters) Read(string text)
    {
        var match = Whole.Match(text);
        Engine.Oracle.Holds(match.Success, "a field is a structured field", text);
        var parameters = new Dictionary<string, long>();
        for (var i = 0; i < match.Groups["key"].Captures.Count; i++) parameters.Add(match.Groups["key"].Captures[i].Value, long.Parse(match.Groups["value"].Captures[i].Value, CultureInfo.InvariantCulture));
        return (match.Groups["name"].Value, parameters);
    }
}
