using System.Text;

namespace Gateway.SecLang.Parsing;

/// <summary>One <c>name</c> or <c>name:value</c> of an action list.</summary>
internal readonly record struct ActionToken(string Name, string Value, SourcePosition Position);

/// <summary>Splits action lists at commas; a value in single quotes may hold commas.</summary>
internal static class ActionLexer
{
    public static List<ActionToken> Read(Argument argument, BackslashReading reading, Diagnostics diagnostics)
    {
        var tokens = new List<ActionToken>();
        var text = argument.Text;
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == ',' || char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var position = argument.PositionOf(at);
            var start = at;
            while (at < text.Length && text[at] is not (',' or ':' or '=') && !char.IsWhiteSpace(text[at])) at++;
            var name = text[start..at];
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            var value = "";
            if (at < text.Length && text[at] is ':' or '=')
            {
                at++;
                value = ReadValue(text, ref at, reading, position, diagnostics);
            }

            if (name.Length > 0) tokens.Add(new ActionToken(name, value, position));
            else diagnostics.Error(position, $"Found '{text[start]}' where the name of an action is allowed.");
        }

        return tokens;
    }

    private static string ReadValue(string text, ref int at, BackslashReading reading, SourcePosition position, Diagnostics diagnostics)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (at == text.Length || text[at] != '\'')
        {
            var start = at;
            while (at < text.Length && text[at] != ',') at++;
            return text[start..at].TrimEnd();
        }

        at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != '\'')
        {
            if (text[at] == '\\' && at + 1 < text.Length && (text[at + 1] == '\'' || (reading == BackslashReading.Apache && text[at + 1] == '\\'))) at++;
            value.Append(text[at++]);
        }

        if (at == text.Length) diagnostics.Error(position, "This quoted value has no closing '.");
        at++;
        var rest = at;
        while (rest < text.Length && char.IsWhiteSpace(text[rest])) rest++;
        if (rest < text.Length && text[rest] != ',') diagnostics.Error(position, $"Found '{text[rest]}' behind a closing '; a comma is allowed there.");
        while (at < text.Length && text[at] != ',') at++;
        return value.ToString();
    }
}
