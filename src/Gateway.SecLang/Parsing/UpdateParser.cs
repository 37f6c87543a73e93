using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads the directives that change rules which stand before them. They rewrite the rules at load and cost nothing later.</summary>
internal sealed class UpdateParser(RuleSetDraft draft, RuleParser rules, Diagnostics diagnostics)
{
    /// <summary>SecRuleRemoveById, ByTag, ByMsg; the first may have many arguments.</summary>
    public void Remove(Directive directive)
    {
        var text = string.Join(' ', directive.Arguments.Select(a => a.Text));
        if (Filter(directive, text) is { } filter) draft.Rules.RemoveAll(filter.Matches);
    }

    /// <summary>SecRuleUpdateTargetById, ByTag, ByMsg: adds targets and exclusions; with a third argument it replaces a target.</summary>
    public void UpdateTargets(Directive directive)
    {
        if (directive.Arguments.Count is < 2 or > 3)
        {
            diagnostics.Error(directive.Position, $"{directive.Name} has {directive.Arguments.Count} arguments; 2 or 3 are allowed: which rules, targets, replaced target.");
            return;
        }

        var added = rules.Targets.Parse(directive.Arguments[1]);
        var replaced = directive.Arguments.Count == 3 ? rules.Targets.Parse(directive.Arguments[2]) : null;
        if (Filter(directive, directive.Text(0)) is not { } filter) return;
        foreach (var rule in draft.Rules.Where(filter.Matches)) Update(rule.Links[0], added, replaced);
    }

    /// <summary>SecRuleUpdateActionById.</summary>
    public void UpdateActions(Directive directive)
    {
        if (directive.Arguments.Count != 2)
        {
            diagnostics.Error(directive.Position, $"{directive.Name} has {directive.Arguments.Count} arguments; 2 are allowed: an id, actions.");
            return;
        }

        // An id may name a link of the chain, 942100:1.
        var (id, chained) = directive.Text(0).Split(':') is [var first, var second] && int.TryParse(second, out var link) ? (first, link) : (directive.Text(0), 0);
        if (Filter(directive, id) is not { } filter) return;
        foreach (var rule in draft.Rules.Where(filter.Matches))
        {
            if (chained >= rule.Links.Count) diagnostics.Error(directive.Arguments[0].Position, $"Rule {rule.Id} has no link {chained} in its chain.");
            else Update(directive, rule, rule.Links[chained]);
        }
    }

    private void Update(Directive directive, RuleDraft rule, LinkDraft link)
    {
        var (id, phase, chain) = (rule.Id, rule.Phase, link.Chain);
        var before = link.Transformations.Count;
        rules.ApplyActions(directive, directive.Arguments[1], rule, link);
        // New transformations take the place of the old ones.
        if (link.Transformations.Count > before) link.Transformations.RemoveRange(0, before);
        if (rule.Id != id || rule.Phase != phase || link.Chain != chain) diagnostics.Error(directive.Position, $"{directive.Name} cannot change id, phase or chain.");
        (rule.Id, rule.Phase, link.Chain) = (id, phase, chain);
    }

    private static void Update(LinkDraft link, List<Target> added, List<Target>? replaced)
    {
        if (replaced is null)
        {
            link.Targets = [.. link.Targets, .. added];
            return;
        }

        var kept = link.Targets.FindAll(t => !replaced.Exists(r => r.Collection == t.Collection && r.Selector.IsSame(t.Selector) && r.IsCount == t.IsCount));
        link.Targets = kept.Count == link.Targets.Count ? kept : [.. kept, .. added];
    }

    private RuleFilter? Filter(Directive directive, string text) =>
        RuleFilter.Parse(directive.Name, text, directive.Arguments.Count == 0 ? directive.Position : directive.Arguments[0].Position, diagnostics);
}
