using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Parsing;

/// <summary>Which rules an exclusion means: by id, or by a pattern found in a tag or in the message.</summary>
internal sealed class RuleFilter
{
    private readonly IdSet? _ids;
    private readonly ByteRegex? _pattern;
    private readonly bool _byTag;

    private RuleFilter(IdSet? ids, ByteRegex? pattern, bool byTag, string text)
    {
        _ids = ids;
        _pattern = pattern;
        _byTag = byTag;
        Text = text;
    }

    public string Text { get; }

    /// <summary>The filter that a name such as <c>ruleRemoveTargetByTag</c> or <c>SecRuleRemoveById</c> ends in; null with an error where the text is not valid.</summary>
    public static RuleFilter? Parse(string name, string text, SourcePosition position, Diagnostics diagnostics)
    {
        if (name.EndsWith("ById", StringComparison.OrdinalIgnoreCase))
        {
            if (IdSet.Parse(text) is { } ids) return new RuleFilter(ids, null, byTag: false, text);
            diagnostics.Error(position, $"{name} has {text}; rule ids and ranges such as 942100 or 942100-942199 are allowed.");
            return null;
        }

        try
        {
            var pattern = ByteRegex.Compile(Encoding.Latin1.GetBytes(text), RegexFlags.None);
            return new RuleFilter(null, pattern, name.EndsWith("ByTag", StringComparison.OrdinalIgnoreCase), text);
        }
        catch (PcreSyntaxException e)
        {
            diagnostics.Error(position, $"{name} has {text}, which is no valid pattern: {e.Message}");
            return null;
        }
    }

    public bool Matches(RuleDraft rule)
    {
        if (rule.Marker is not null) return false;
        if (_ids is not null) return _ids.Contains(rule.Id);
        if (!_byTag) return rule.Message is { } message && _pattern!.IsMatch(Encoding.Latin1.GetBytes(message.Text));
        return rule.Tags.Exists(tag => _pattern!.IsMatch(Encoding.Latin1.GetBytes(tag)));
    }
}
