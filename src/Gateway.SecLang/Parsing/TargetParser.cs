using System.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads target lists such as <c>ARGS|!ARGS:/^x/|&amp;TX:'/a|b/'|XML:/*</c>.</summary>
internal sealed class TargetParser(Diagnostics diagnostics)
{
    public List<Target> Parse(Argument argument)
    {
        var targets = new List<Target>();
        var text = argument.Text;
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] is '|' or ',' || char.IsWhiteSpace(text[at])) at++;
            else if (ParseOne(text, ref at, argument.PositionOf(at)) is { } target) targets.Add(target);
        }

        if (targets.Count == 0 && text.Trim().Length == 0) diagnostics.Error(argument.Position, "This target list is empty.");
        return targets;
    }

    /// <summary>The one target that a text such as <c>ARGS:password</c> names, as in ctl:ruleRemoveTargetById.</summary>
    public Target? ParseSingle(string text, SourcePosition position)
    {
        var at = 0;
        var target = ParseOne(text, ref at, position);
        if (target is not null && at < text.Length) diagnostics.Error(position, $"Found {text}; a single target is allowed here.");
        return target;
    }

    private Target? ParseOne(string text, ref int at, SourcePosition position)
    {
        var exclude = Take(text, '!', ref at);
        var count = Take(text, '&', ref at);
        var start = at;
        while (at < text.Length && text[at] is not ('|' or ':' or ',') && !char.IsWhiteSpace(text[at])) at++;
        var name = text[start..at];
        var key = at < text.Length && text[at] == ':' ? ReadKey(text, ref at, name.Equals("XML", StringComparison.OrdinalIgnoreCase)) : "";
        var collection = CollectionNames.Find(Encoding.Latin1.GetBytes(name));
        if (collection == Collection.None)
        {
            diagnostics.Error(position, CollectionNames.NotSupported.Contains(name)
                ? $"{name} is a variable of ModSecurity that is not supported here; remove the rule or this target."
                : $"{(name.Length == 0 ? "Nothing" : name)} is not the name of a variable.");
            return null;
        }

        if (key.Length > 0 && !CollectionNames.IsKeyed(collection))
        {
            diagnostics.Error(position, $"{name} has a single value; found the key {key}.");
            return null;
        }

        return SelectorOf(key, collection, position) is { } selector ? new Target(collection, selector, count, exclude) : null;
    }

    private Selector? SelectorOf(string key, Collection collection, SourcePosition position)
    {
        if (key.Length == 0) return Selector.All;
        if (collection == Collection.Xml || key.Length < 2 || key[0] != '/' || key[^1] != '/') return Selector.OfName(key);
        var pattern = key[1..^1];
        try
        {
            return Selector.OfPattern(pattern, ByteRegex.Compile(Encoding.Latin1.GetBytes(pattern), RegexFlags.IgnoreCase));
        }
        catch (PcreSyntaxException e)
        {
            diagnostics.Error(position, $"The pattern {key} is not valid: {e.Message}");
            return null;
        }
    }

    private static bool Take(string text, char sign, ref int at)
    {
        if (at >= text.Length || text[at] != sign) return false;
        at++;
        return true;
    }

    /// <summary>What stands behind the colon: up to the next bar or comma, which may stand inside quotes and between slashes.</summary>
    private static string ReadKey(string text, ref int at, bool isPath)
    {
        at++;
        var quoted = at < text.Length && text[at] == '\'';
        if (quoted)
        {
            var end = text.IndexOf('\'', at + 1);
            if (end < 0) end = text.Length;
            var key = text[(at + 1)..end];
            at = Math.Min(end + 1, text.Length);
            return key;
        }

        var start = at;
        if (!isPath && at < text.Length && text[at] == '/')
        {
            at++;
            while (at < text.Length && !(text[at] == '/' && text[at - 1] != '\\' && (at + 1 == text.Length || text[at + 1] is '|' or ','))) at++;
            if (at < text.Length) at++;
            return text[start..at];
        }

        while (at < text.Length && text[at] != '|' && (isPath || text[at] != ',')) at++;
        return text[start..at].TrimEnd();
    }
}
