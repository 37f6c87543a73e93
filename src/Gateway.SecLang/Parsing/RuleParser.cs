using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads SecRule, SecAction, SecMarker and SecDefaultAction.</summary>
internal sealed class RuleParser(RuleSetDraft draft, Diagnostics diagnostics)
{
    private readonly MacroParser _macros = new(draft.TxNames, diagnostics);
    private readonly HashSet<long> _ids = [];
    private readonly HashSet<long> _recommended = [];
    private RuleDraft? _open;

    public TargetParser Targets { get; } = new(diagnostics);

    public void Rule(Directive directive)
    {
        if (directive.Arguments.Count is < 2 or > 3)
        {
            diagnostics.Error(directive.Position, $"SecRule has {directive.Arguments.Count} arguments; 2 or 3 are allowed: targets, operator, actions.");
            return;
        }

        var link = new LinkDraft
        {
            Targets = Targets.Parse(directive.Arguments[0]),
            Operator = OperatorParser.Parse(directive.Arguments[1], Path.GetDirectoryName(directive.Position.File) ?? ""),
        };
        Add(directive, link, directive.Arguments.Count == 3 ? directive.Arguments[2] : null);
    }

    public void Action(Directive directive)
    {
        if (directive.Arguments.Count != 1) diagnostics.Error(directive.Position, $"SecAction has {directive.Arguments.Count} arguments; 1 is allowed: actions.");
        else Add(directive, new LinkDraft(), directive.Arguments[0]);
    }

    public void Marker(Directive directive)
    {
        if (directive.Arguments.Count != 1) diagnostics.Error(directive.Position, $"SecMarker has {directive.Arguments.Count} arguments; 1 is allowed: a name.");
        else draft.Rules.Add(new RuleDraft(directive.Position) { Marker = directive.Text(0) });
    }

    public void DefaultAction(Directive directive)
    {
        if (directive.Arguments.Count != 1)
        {
            diagnostics.Error(directive.Position, $"SecDefaultAction has {directive.Arguments.Count} arguments; 1 is allowed: actions.");
            return;
        }

        var rule = new RuleDraft(directive.Position);
        var link = new LinkDraft();
        rule.Links.Add(link);
        ApplyActions(directive, directive.Arguments[0], rule, link);
        if (rule.Phase == 0) diagnostics.Error(directive.Position, "SecDefaultAction names no phase.");
        else if (rule.Disruption is null or DisruptionKind.Block) diagnostics.Error(directive.Position, "SecDefaultAction names no disruptive action; allowed: pass, deny, drop, redirect, allow.");
        else
            draft.Defaults[rule.Phase] = new DefaultActions(rule.Disruption.Value, rule.Status ?? 403, rule.Location, rule.Log ?? true, rule.AuditLog ?? true, link.Transformations);
    }

    /// <summary>Reads an action list into a rule; SecRuleUpdateActionById uses it, too.</summary>
    public void ApplyActions(Directive directive, Argument argument, RuleDraft rule, LinkDraft link)
    {
        var tokens = ActionLexer.Read(argument, directive.Backslashes, diagnostics);
        var parser = new ActionParser(_macros, new VariableActionParser(draft.TxNames, _macros, diagnostics), new ControlParser(Targets, diagnostics), diagnostics);
        parser.Apply(tokens, rule, link);
        rule.Location = parser.LocationOf(tokens) ?? rule.Location;
    }

    /// <summary>A chain must not stay open at the end of all files.</summary>
    public void Finish()
    {
        if (_open is { } rule) diagnostics.Error(rule.Position, $"Rule {rule.Id} ends in chain and no rule follows.");
    }

    private void Add(Directive directive, LinkDraft link, Argument? actions)
    {
        var rule = _open ?? new RuleDraft(directive.Position);
        rule.Links.Add(link);
        if (actions is { } argument) ApplyActions(directive, argument, rule, link);
        if (_open is null)
        {
            if (rule.Phase == 0) rule.Phase = 2;
            rule.Defaults = draft.Defaults[rule.Phase];
            if (rule.Id == 0) diagnostics.Error(directive.Position, $"This {directive.Name} has no id; every rule needs one.");
            else if (!_ids.Add(rule.Id) && !ReplacesRecommended(rule)) diagnostics.Error(directive.Position, $"Another rule has the id {rule.Id}, too.");
            if (directive.Position.File == RecommendedRules.Name) _recommended.Add(rule.Id);
            draft.Rules.Add(rule);
        }

        _open = link.Chain ? rule : null;
    }

    /// <summary>Only this one: a file that has one of the recommended rules, or another rule of such an id, must not take the others away.</summary>
    private bool ReplacesRecommended(RuleDraft rule)
    {
        if (!_recommended.Remove(rule.Id)) return false;
        draft.Rules.RemoveAll(r => r.Id == rule.Id);
        diagnostics.WarnOnce(rule.Position, $"The gateway's own rule {rule.Id} is left out: the files have a rule of that id.");
        return true;
    }
}
