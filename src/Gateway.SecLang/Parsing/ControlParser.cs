using System.Text;
using Gateway.SecLang.Actions;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads the value of a <c>ctl</c> action, <c>name=value</c>.</summary>
internal sealed class ControlParser(TargetParser targets, Diagnostics diagnostics)
{
    /// <summary>Null where the control has no effect here, or is not valid.</summary>
    public LinkAction? Parse(string text, SourcePosition position)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            diagnostics.Error(position, $"ctl has {text}; name=value is allowed.");
            return null;
        }

        var name = text[..equals].Trim();
        var value = text[(equals + 1)..].Trim();
        if (MacroParser.HasMacro(value))
        {
            diagnostics.Error(position, $"ctl:{name} has a macro in its value, which is not supported: exclusions are resolved when the rules are loaded.");
            return null;
        }

        switch (name.ToUpperInvariant())
        {
            case "RULEENGINE":
                return Mode(value) is { } mode ? new SetEngineMode(mode) : Refuse(position, name, value, "On, Off, DetectionOnly");
            case "RULEREMOVEBYID" or "RULEREMOVEBYTAG" or "RULEREMOVEBYMSG":
                return RuleFilter.Parse(name, value, position, diagnostics) is { } filter ? new RemoveRules(filter) : null;
            case "RULEREMOVETARGETBYID" or "RULEREMOVETARGETBYTAG" or "RULEREMOVETARGETBYMSG":
                return RemoveTarget(name, value, position);
            case "REQUESTBODYPROCESSOR":
                return BodyProcessors.TryFind(Encoding.Latin1.GetBytes(value), out var processor) ? new SetBodyProcessor(processor) : Refuse(position, name, value, "URLENCODED, MULTIPART, JSON, XML");
            case "FORCEREQUESTBODYVARIABLE":
                return Switch(ControlSwitch.ForceRequestBodyVariable, name, value, position);
            case "REQUESTBODYACCESS":
                return Switch(ControlSwitch.RequestBodyAccess, name, value, position);
            case "AUDITENGINE" or "AUDITLOGPARTS" or "DEBUGLOGLEVEL" or "HASHENGINE" or "HASHENFORCEMENT" or "REQUESTBODYLIMIT" or "RESPONSEBODYACCESS" or "RESPONSEBODYLIMIT":
                diagnostics.WarnOnce(position, $"ctl:{name} has no effect here: the gateway's own configuration decides it.");
                return null;
            default:
                diagnostics.Error(position, $"ctl:{name} is not known.");
                return null;
        }
    }

    public static EngineMode? Mode(string value) => value.ToUpperInvariant() switch
    {
        "ON" => EngineMode.On,
        "OFF" => EngineMode.Off,
        "DETECTIONONLY" => EngineMode.DetectionOnly,
        _ => null,
    };

    private RemoveTargets? RemoveTarget(string name, string value, SourcePosition position)
    {
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        if (semicolon < 0)
        {
            diagnostics.Error(position, $"ctl:{name} has {value}; what;TARGET is allowed, such as 942100;ARGS:password.");
            return null;
        }

        var filter = RuleFilter.Parse(name, value[..semicolon], position, diagnostics);
        var target = targets.ParseSingle(value[(semicolon + 1)..].Trim(), position);
        return filter is null || target is null ? null : new RemoveTargets(filter, target);
    }

    private SetSwitch? Switch(ControlSwitch control, string name, string value, SourcePosition position)
    {
        var on = value.Equals("On", StringComparison.OrdinalIgnoreCase);
        if (on || value.Equals("Off", StringComparison.OrdinalIgnoreCase)) return new SetSwitch(control, on);
        Refuse(position, name, value, "On, Off");
        return null;
    }

    private LinkAction? Refuse(SourcePosition position, string name, string value, string allowed)
    {
        diagnostics.Error(position, $"ctl:{name} has {value}; allowed: {allowed}.");
        return null;
    }
}
