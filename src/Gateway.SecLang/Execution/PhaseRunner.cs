using System.Diagnostics;
using System.Text;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>Runs the rules of a phase in order.</summary>
internal sealed class PhaseRunner(Transaction transaction, RuleCounters counters)
{
    /// <summary>Bounds of what one matched rule tells.</summary>
    private const int MaxTargetNames = 16;
    private const int MaxTextLength = 1024;

    private readonly LinkEvaluator _links = new(transaction);

    public void Run(PhaseProgram program)
    {
        var at = 0;
        while (at < program.Steps.Length && transaction.Controls.Engine != EngineMode.Off && !transaction.Stopped)
        {
            var step = program.Steps[at++];
            var rule = step.Rule;
            if (step.Scan.Group >= 0 && !transaction.Candidates.MayMatch(step.Scan.Group, step.Scan.Item)) continue;
            if (transaction.Controls.IsRemoved(rule.Index) || !(counters.Timed ? MatchesTimed(rule) : Matches(rule))) continue;
            Conclude(rule);
            if (transaction.PhaseStopped) return;
            if (step.SkipTo > 0) at = step.SkipTo;
        }
    }

    /// <summary>All links, one after the other, each on what the ones before it left.</summary>
    private bool Matches(Rule rule)
    {
        transaction.Current = rule;
        transaction.Matched.Clear();
        foreach (var link in rule.Links)
            if (!_links.Evaluate(rule, link)) return false;
        return true;
    }

    private bool MatchesTimed(Rule rule)
    {
        var started = Stopwatch.GetTimestamp();
        var matches = Matches(rule);
        counters.Took(rule.Index, started);
        return matches;
    }

    private void Conclude(Rule rule)
    {
        if (rule.Severity != Severity.None && (int)rule.Severity < transaction.Controls.HighestSeverity) transaction.Controls.HighestSeverity = (int)rule.Severity;
        if (rule.Log)
        {
            counters.Matched(rule.Index);
            transaction.Report(Describe(rule));
        }

        var disruption = rule.Disruption;
        switch (disruption.Kind)
        {
            case DisruptionKind.Pass or DisruptionKind.Block:
                return;
            case DisruptionKind.Allow or DisruptionKind.AllowPhase or DisruptionKind.AllowRequest:
                // ModSecurity lets through in On only; a mode that only tells must not change what is told.
                if (transaction.Controls.Engine == EngineMode.On) transaction.Allow(disruption.Kind);
                return;
            default:
                var location = disruption.Location is { } template ? Latin1(template) : null;
                transaction.Interrupt(new Interruption(rule.Id, disruption.Kind, disruption.Kind == DisruptionKind.Redirect ? 302 : disruption.Status, location, transaction.Phase));
                return;
        }
    }

    private MatchedRule Describe(Rule rule)
    {
        var count = Math.Min(transaction.Matched.Count, MaxTargetNames);
        var targets = new string[count];
        for (var i = 0; i < count; i++) targets[i] = Latin1(transaction.Arena[transaction.Matched.FullName(transaction.Matched[i])]);
        return new MatchedRule(rule, rule.Message is { } message ? Latin1(message) : "", rule.LogData is { } data ? Latin1(data) : "", targets)
        {
            LastTarget = transaction.Matched.Count > count ? Latin1(transaction.Arena[transaction.Matched.LastName()]) : "",
        };
    }

    private string Latin1(MacroTemplate template) => Latin1(transaction.Macros.Expand(template));

    private static string Latin1(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.Length > MaxTextLength ? bytes[..MaxTextLength] : bytes);
}
