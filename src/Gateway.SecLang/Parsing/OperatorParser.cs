namespace Gateway.SecLang.Parsing;

/// <summary>Reads <c>!@rx pattern</c>; an argument without an operator's name is a pattern.</summary>
internal static class OperatorParser
{
    public static OperatorDraft Parse(Argument argument, string folder)
    {
        var text = argument.Text.AsSpan().TrimStart();
        var negated = text.StartsWith("!");
        if (negated) text = text[1..].TrimStart();
        if (!text.StartsWith("@")) return new OperatorDraft("rx", text.ToString(), negated, argument.Position, folder);
        var end = 1;
        while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
        return new OperatorDraft(text[1..end].ToString(), text[end..].TrimStart().ToString(), negated, argument.Position, folder);
    }
}
