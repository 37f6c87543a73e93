using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Puts the actions of one SecRule into the link they stand at and the rule that the chain makes up.</summary>
internal sealed class ActionParser(MacroParser macros, VariableActionParser variables, ControlParser controls, Diagnostics diagnostics)
{
    public void Apply(IReadOnlyList<ActionToken> tokens, RuleDraft rule, LinkDraft link)
    {
        var starts = rule.Links.Count == 0 || rule.Links[0] == link;
        foreach (var token in tokens)
        {
            if (ApplyToLink(token, link)) continue;
            if (starts) ApplyToRule(token, rule);
            else if (token.Name.ToUpperInvariant() is "SKIPAFTER" or "SKIP") ApplyToRule(token, rule);
            else if (token.Name.ToUpperInvariant() is "LOG" or "NOLOG" or "AUDITLOG" or "NOAUDITLOG" or "MSG" or "LOGDATA" or "TAG" or "SEVERITY" or "VER" or "REV" or "PASS" or "BLOCK")
                diagnostics.WarnOnce(token.Position, $"{token.Name} has no effect on a chained rule: it belongs to the first rule of the chain.");
            else diagnostics.Error(token.Position, $"{token.Name} is not allowed on a chained rule: it belongs to the first rule of the chain.");
        }
    }

    private bool ApplyToLink(ActionToken token, LinkDraft link)
    {
        switch (token.Name.ToUpperInvariant())
        {
            case "T":
                link.Transformations.Add(new TransformStep(token.Value, token.Position));
                return true;
            case "CAPTURE":
                link.Capture = true;
                return true;
            case "MULTIMATCH":
                link.MultiMatch = true;
                return true;
            case "CHAIN":
                link.Chain = true;
                return true;
            case "SETVAR":
                if (variables.SetVar(token.Value, token.Position) is { } set) link.Actions.Add(set);
                return true;
            case "EXPIREVAR":
                if (variables.ExpireVar(token.Value, token.Position) is { } expire) link.Actions.Add(expire);
                return true;
            case "INITCOL":
                if (variables.InitCol(token.Value, token.Position) is { } open) link.Actions.Add(open);
                return true;
            case "CTL":
                if (controls.Parse(token.Value, token.Position) is { } control) link.Actions.Add(control);
                return true;
            default:
                return false;
        }
    }

    private void ApplyToRule(ActionToken token, RuleDraft rule)
    {
        switch (token.Name.ToUpperInvariant())
        {
            case "ID":
                if (long.TryParse(token.Value, out var id) && id > 0) rule.Id = id;
                else diagnostics.Error(token.Position, $"id has {token.Value}; a number above 0 is allowed.");
                break;
            case "PHASE":
                rule.Phase = Phase(token);
                break;
            case "MSG":
                rule.Message = macros.Parse(token.Value, token.Position);
                break;
            case "LOGDATA":
                rule.LogData = macros.Parse(token.Value, token.Position);
                break;
            case "TAG":
                rule.Tags.Add(token.Value);
                break;
            case "SEVERITY":
                rule.Severity = SeverityOf(token);
                break;
            case "VER":
                rule.Version = token.Value;
                break;
            case "REV" or "MATURITY" or "ACCURACY":
                break;
            case "LOG":
                rule.Log = true;
                break;
            case "NOLOG":
                rule.Log = false;
                break;
            case "AUDITLOG":
                rule.AuditLog = true;
                break;
            case "NOAUDITLOG":
                rule.AuditLog = false;
                break;
            case "SKIPAFTER":
                rule.SkipAfter = token.Value;
                break;
            case "SKIP":
                if (int.TryParse(token.Value, out var skip) && skip > 0) rule.Skip = skip;
                else diagnostics.Error(token.Position, $"skip has {token.Value}; a number above 0 is allowed.");
                break;
            case "STATUS":
                if (int.TryParse(token.Value, out var status) && status is >= 100 and <= 599) rule.Status = status;
                else diagnostics.Error(token.Position, $"status has {token.Value}; 100 to 599 are allowed.");
                break;
            case "SANITISEARG" or "SANITISEMATCHED" or "SANITISEMATCHEDBYTES" or "SANITISEREQUESTHEADER" or "SANITISERESPONSEHEADER" or "SANITIZEMATCHED" or "SANITIZEARG":
                diagnostics.WarnOnce(token.Position, $"{token.Name} has no effect: values are never logged unless the gateway's configuration asks for it.");
                break;
            default:
                if (DisruptionOf(token) is { } disruption) rule.Disruption = disruption;
                break;
        }
    }

    private DisruptionKind? DisruptionOf(ActionToken token)
    {
        switch (token.Name.ToUpperInvariant())
        {
            case "PASS":
                return DisruptionKind.Pass;
            case "BLOCK":
                return DisruptionKind.Block;
            case "DENY":
                return DisruptionKind.Deny;
            case "DROP":
                return DisruptionKind.Drop;
            case "ALLOW":
                return token.Value.ToUpperInvariant() switch { "PHASE" => DisruptionKind.AllowPhase, "REQUEST" => DisruptionKind.AllowRequest, _ => DisruptionKind.Allow };
            case "REDIRECT":
                return DisruptionKind.Redirect;
            case "EXEC" or "PROXY" or "PAUSE" or "APPEND" or "PREPEND" or "SETENV" or "SETUID" or "SETRSC" or "SETSID" or "DEPRECATEVAR" or "XMLNS":
                diagnostics.Error(token.Position, $"{token.Name} is an action of ModSecurity that is not supported here; remove it or the rule.");
                return null;
            default:
                diagnostics.Error(token.Position, $"{token.Name} is not the name of an action.");
                return null;
        }
    }

    /// <summary>Redirects need their address, which <see cref="DisruptionOf"/> has no place for.</summary>
    public MacroTemplate? LocationOf(IReadOnlyList<ActionToken> tokens)
    {
        foreach (var token in tokens)
            if (token.Name.Equals("redirect", StringComparison.OrdinalIgnoreCase)) return macros.Parse(token.Value, token.Position);
        return null;
    }

    private int Phase(ActionToken token)
    {
        switch (token.Value.ToUpperInvariant())
        {
            case "REQUEST":
                return 2;
            case "RESPONSE":
                return 4;
            case "LOGGING":
                return 5;
            default:
                if (int.TryParse(token.Value, out var phase) && phase is >= 1 and <= 5) return phase;
                diagnostics.Error(token.Position, $"phase has {token.Value}; allowed: 1 to 5, request, response, logging.");
                return 2;
        }
    }

    private Severity SeverityOf(ActionToken token)
    {
        if (int.TryParse(token.Value, out var number) && number is >= 0 and <= 7) return (Severity)number;
        if (Enum.TryParse<Severity>(token.Value, ignoreCase: true, out var severity) && severity != Severity.None) return severity;
        diagnostics.Error(token.Position, $"severity has {token.Value}; allowed: 0 to 7, EMERGENCY, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG.");
        return Severity.None;
    }
}
