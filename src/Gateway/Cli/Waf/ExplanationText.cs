using System.Globalization;
using System.Text;
using Gateway.Policies.Waf.Explaining;
using Gateway.Policies.Waf.Findings;

namespace Gateway.Cli.Waf;

/// <summary>What a person reads who wants to know why.</summary>
internal static class ExplanationText
{
    public static string Of(WafTrialResult result, bool showsValues)
    {
        var text = new StringBuilder();
        foreach (var match in result.Matches.Where(static m => !CoreRules.IsEvaluation(m.Rule.Id)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{match.Rule.Id}  {match.Rule.Severity}, paranoia level {match.Rule.ParanoiaLevel}  {match.Rule.Message?.Text}").AppendLine();
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

    private static string Decision(WafTrialResult result) =>
        result.Verdict is { } verdict ? $"Refused with {verdict.Status} by rule {verdict.RuleId} in phase {verdict.Phase}"
        : result.Unread is { } unread ? $"Refused with {unread}"
        : result.BodyTooLarge ? "Refused with 413: the body is larger than what is inspected"
        : result.Overflowed ? "Refused with 400: there is more in it than rules can look at"
        : "Passes";

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
