using Gateway.JsonSchema.Formats;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    private bool EvaluateString(SchemaNode node)
    {
        var start = _cursor.Position;
        if (!_cursor.ReadString(out var token)) return Syntax();
        if (token.Length > _limits.MaxStringBytes) return TooLongString();
        if ((node.Kinds & ValueKinds.String) == ValueKinds.None) return Fail(node, "type", start);
        var rules = node.Strings;
        if (rules is null && node.Constants.Length == 0) return true;
        _budget -= token.Length / 64;
        var text = BytesOf(token);
        var ok = true;
        if (rules is not null)
        {
            if (!rules.AllowsLength(text, out var tooLong)) ok = Fail(node, tooLong ? "maxLength" : "minLength", start);
            if ((ok || !Stop) && rules.Pattern is not null && !rules.Pattern.IsMatch(text)) ok = Fail(node, "pattern", start);
            if ((ok || !Stop) && rules.Format != FormatKind.None && !Format.IsValid(rules.Format, text)) ok = Fail(node, "format", start);
        }

        foreach (var constants in node.Constants)
        {
            if ((ok || !Stop) && !constants.HasString(text)) ok = Fail(node, constants.Keyword, start);
        }

        return ok;
    }

    private bool EvaluateNumber(SchemaNode node)
    {
        var start = _cursor.Position;
        if (!_cursor.ReadNumber(out var token)) return Syntax();
        if (token.Length > _limits.MaxNumberBytes) return TooLongNumber();
        if ((node.Kinds & ValueKinds.Number) == ValueKinds.None
            && ((node.Kinds & ValueKinds.Integer) == ValueKinds.None || !Numbers.ExactNumber.IsInteger(token, _cursor.Text))) return Fail(node, "type", start);
        var ok = true;
        if (node.Numbers?.FirstBroken(token, _cursor.Text) is { } keyword) ok = Fail(node, keyword, start);
        foreach (var constants in node.Constants)
        {
            if ((ok || !Stop) && !constants.HasNumber(token, _cursor.Text)) ok = Fail(node, constants.Keyword, start);
        }

        return ok;
    }
}
