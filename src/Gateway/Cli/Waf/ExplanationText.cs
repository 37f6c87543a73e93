using System.Globalization;
using System.Text;
using Gateway.Policies.Waf.Explaining;
using Gateway.Policies.Waf.Findings;
using Gateway.SecLang.Model;

namespace Gateway.Cli.Waf;

/// <summary>What a person reads who wants to know why.</summary>
internal static class ExplanationText
{
    public static string Of(WafTrialResult result, bool showsValues)
    {
        var text = new StringBuilder();
        foreach (var match in result.Matches.Where(static m => !CoreRules.IsEvaluation(m.Rule.Id)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{match.Rule.Id}  {match.Rule.Severity}, {Level(match.Rule)}  {match.Rule.Message?.Text}").AppendLine();
            text.Append("        ").AppendJoin(", ", match.Targets.Distinct(StringComparer.Ordinal).Take(10).Select(Printable)).AppendLine();
            if (match.LogData.Length > 0) text.Append("        ").AppendLine(Printable(showsValues ? match.LogData : ValueMask.Of(match)));
            text.Append("        ").AppendJoin(' ', match.Rule.Tags.Where(static t => !CoreRules.IsGeneral(t))).AppendLine();
        }

        if (text.Length == 0) text.AppendLine("No rule matches.");
        var scores = result.Scores;
        text.AppendLine().Append(CultureInfo.InvariantCulture, $"Score {scores.Inbound} at paranoia level {scores.ParanoiaLevel}; blocked from {scores.InboundThreshold} on");
        if (scores.Parts.Count > 0) text.Append(" (").AppendJoin(", ", scores.Parts.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Score}"))).Append(')');
        return text.AppendLine().Append(Decision(result)).ToString();
    }

    // Those of the gateway itself and of people's own files belong to no level.
    private static string Level(Rule rule) => rule.ParanoiaLevel == 0 ? "always on" : string.Create(CultureInfo.InvariantCulture, $"paranoia level {rule.ParanoiaLevel}");

    private static string Decision(WafTrialResult result)
    {
        if (result.Status is not { } status) return "Passes";
        var reason =
            result.Verdict is { } verdict ? string.Create(CultureInfo.InvariantCulture, $"{status} by rule {verdict.RuleId} in phase {verdict.Phase}")
            : result.Unread is { } unread ? unread
            : result.BodyTooLarge ? $"{status}: the body is larger than what is inspected"
            : $"{status}: there is more in it than rules can look at";
        if (result.Route is not { Remark: { Length: > 0 } remark } route) return $"Refused with {reason}";
        return route.RefusesNobody ? $"Would be refused with {reason}; {remark}" : $"Refused with {reason} for some clients; {remark}";
    }

    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= ' ' and <= '~') printable.Append(c);
            else printable.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return printable.ToString();
    }
}
