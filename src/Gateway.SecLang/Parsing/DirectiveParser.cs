namespace Gateway.SecLang.Parsing;

/// <summary>Gives each directive to the part that reads it.</summary>
internal sealed class DirectiveParser
{
    private readonly Diagnostics _diagnostics;
    private readonly RuleParser _rules;
    private readonly UpdateParser _updates;
    private readonly SettingParser _settings;

    public DirectiveParser(RuleSetDraft draft, Diagnostics diagnostics)
    {
        _diagnostics = diagnostics;
        _rules = new RuleParser(draft, diagnostics);
        _updates = new UpdateParser(draft, _rules, diagnostics);
        _settings = new SettingParser(draft.Settings, diagnostics);
    }

    public void Parse(Directive directive)
    {
        switch (directive.Name.ToUpperInvariant())
        {
            case "SECRULE":
                _rules.Rule(directive);
                break;
            case "SECACTION":
                _rules.Action(directive);
                break;
            case "SECMARKER":
                _rules.Marker(directive);
                break;
            case "SECDEFAULTACTION":
                _rules.DefaultAction(directive);
                break;
            case "SECRULEREMOVEBYID" or "SECRULEREMOVEBYTAG" or "SECRULEREMOVEBYMSG":
                _updates.Remove(directive);
                break;
            case "SECRULEUPDATETARGETBYID" or "SECRULEUPDATETARGETBYTAG" or "SECRULEUPDATETARGETBYMSG":
                _updates.UpdateTargets(directive);
                break;
            case "SECRULEUPDATEACTIONBYID":
                _updates.UpdateActions(directive);
                break;
            case "<IFMODULE" or "</IFMODULE>":
                // Debian's files are wrapped in it; what it asks for is this engine.
                break;
            default:
                if (!_settings.Apply(directive)) _diagnostics.Error(directive.Position, $"{directive.Name} is not the name of a directive that is supported here.");
                break;
        }
    }

    public void Finish() => _rules.Finish();
}
