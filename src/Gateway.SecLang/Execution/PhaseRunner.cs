using System.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>Runs the rules of a phase in order.</summary>
internal sealed class PhaseRunner(Transaction transaction)
{
    /// <summary>Bounds of what one matched rule tells.</summary>
    private const int MaxTargetNames = 16;
    private const int MaxTextLength = 1024;

    private readonly LinkEvaluator _links = new(transaction);

    public void Run(PhaseProgram program)
    {
        if (transaction.Controls.Engine == EngineMode.Off) return;
        var (steps, candidates, at) = (program.Steps, transaction.Candidates, 0);
        while (at < steps.Length)
        {
            // Most rules end here.
            ref readonly var step = ref steps[at++];
            if (step.Scan.Group >= 0 && !candidates.MayMatch(step.Scan.Group, step.Scan.Item)) continue;
            var rule = step.Rule;
            if (transaction.Controls.IsRemoved(rule.Index)) continue;
            var matches = Matches(rule);
            if (matches) Conclude(rule);
            // A rule that does not match as a whole may have switched the engine off, too: the actions of its first links have run.
            if (transaction.PhaseStopped || transaction.Controls.Engine == EngineMode.Off) return;
            if (matches && step.SkipTo > 0) at = step.SkipTo;
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

    private void Conclude(Rule rule)
    {
        if (rule.Severity != Severity.None && (int)rule.Severity < transaction.Controls.HighestSeverity) transaction.Controls.HighestSeverity = (int)rule.Severity;
        if (rule.Log) transaction.Report(Describe(rule));
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
        for (var i = 0; i < count; i++) targets[i] = NameOf(transaction.Matched[i]);
        return new MatchedRule(rule, rule.Message is { } message ? Latin1(message) : "", rule.LogData is { } data ? Latin1(data) : "", targets)
        {
            LastTarget = transaction.Matched.Count > count ? Latin1(transaction.Arena[transaction.Matched.LastName()]) : "",
        };
    }

    // Who excludes the value again has to know where it stood.
    private string NameOf(MatchedVariable variable) =>
        variable.Place.Length > 0 && variable.Collection is Collection.Args && PlaceName.Of(transaction.Arena[variable.Place]) is { } place
            ? $"{CollectionNames.Text(Collection.Args)}:{(place.Length > MaxTextLength ? place[..MaxTextLength] : place)}"
            : Latin1(transaction.Arena[transaction.Matched.FullName(variable)]);

    private string Latin1(MacroTemplate template) => Latin1(transaction.Macros.Expand(template));

    private static string Latin1(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.Length > MaxTextLength ? bytes[..MaxTextLength] : bytes);
}
