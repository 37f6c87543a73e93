using Gateway.Policies.Validation.Schemas;
using Gateway.SecLang.Forms;

namespace Gateway.Policies.Waf.Forms;

/// <summary>The forms that a contract's hints stand for.</summary>
internal static class HintForms
{
    /// <summary>Null for a pattern or a list of values that makes no small automaton: such values are looked at by all rules.</summary>
    public static ValueForm? Of(ValueHint hint) => hint.Kind switch
    {
        ValueHintKind.Integer => ValueForms.Integer,
        ValueHintKind.Number => ValueForms.Number,
        ValueHintKind.Boolean => ValueForms.Boolean,
        ValueHintKind.Uuid => ValueForms.Uuid,
        ValueHintKind.Date => ValueForms.Date,
        ValueHintKind.DateTime => ValueForms.DateTime,
        ValueHintKind.Ipv4 => ValueForms.Ipv4,
        ValueHintKind.Pattern => ValueForms.OfPattern($"pattern ^{hint.Text}$", hint.Text),
        ValueHintKind.Values => ValueForms.OfValues("one of its values", hint.Text.Split('\n')),
        _ => null,
    };
}
