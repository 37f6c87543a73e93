using System.Text;
using Gateway.SecLang;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Parsing;

namespace Gateway.Policies.Waf.Rules;

/// <summary>Exclusions of a route's options in the engine's terms.</summary>
internal static class WafExclusions
{
    /// <summary>Null where a text is not valid.</summary>
    public static RuleExclusion? Parse(WafExclusion exclusion, out string problem)
    {
        var diagnostics = new Diagnostics();
        problem = "";
        var (targets, places) = (new List<string>(), new List<string>());
        foreach (var target in exclusion.Targets)
        {
            // The engine takes one character for one byte.
            if (!target.StartsWith('$')) targets.Add(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(target)));
            else if (JsonPathTarget.Translate(target) is { } translated) places.Add(translated);
            else problem = $"the JSON path {target}";
        }

        if (problem.Length > 0) return null;
        if (targets.Find(static t => t.StartsWith('!') || t.StartsWith('&') || t.EndsWith(':') || t.Contains('|', StringComparison.Ordinal) && !t.Contains('/', StringComparison.Ordinal)) is { } odd)
        {
            problem = $"the target {odd}";
            return null;
        }

        var parsed = RuleExclusion.Parse(exclusion.RuleIds, exclusion.Tags, targets, places, diagnostics);
        if (parsed is null) problem = diagnostics.Entries[0].Message.TrimEnd('.');
        return parsed;
    }

    /// <summary>Null where there are none.</summary>
    public static RuleExclusions? Bind(RuleSet rules, IReadOnlyList<WafExclusion> exclusions) =>
        exclusions.Count == 0 ? null : RuleExclusions.Bind(rules, exclusions.Select(static e => Parse(e, out _)).OfType<RuleExclusion>());
}
