using System.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Takes text with <c>%{NAME}</c> and <c>%{NAME.key}</c> apart.</summary>
internal sealed class MacroParser(TxNames txNames, Diagnostics diagnostics)
{
    public static bool HasMacro(string text) => text.Contains("%{", StringComparison.Ordinal);

    public MacroTemplate Parse(string text, SourcePosition position)
    {
        var parts = new List<MacroPart>();
        var at = 0;
        while (at < text.Length)
        {
            var start = text.IndexOf("%{", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end < 0) break;
            if (start > at) parts.Add(Literal(text[at..start]));
            if (Reference(text[(start + 2)..end], position) is { } part) parts.Add(part);
            at = end + 1;
        }

        if (at < text.Length) parts.Add(Literal(text[at..]));
        return new MacroTemplate(text, [.. parts]);
    }

    private static MacroPart Literal(string text) => MacroPart.OfLiteral(Encoding.Latin1.GetBytes(text));

    private MacroPart? Reference(string reference, SourcePosition position)
    {
        var separator = reference.AsSpan().IndexOfAny('.', ':');
        var name = separator < 0 ? reference : reference[..separator];
        var key = separator < 0 ? "" : reference[(separator + 1)..];
        var collection = CollectionNames.Find(Encoding.Latin1.GetBytes(name));
        if (collection == Collection.None)
        {
            if (CollectionNames.NotSupported.Contains(name)) diagnostics.WarnOnce(position, $"%{{{name}}} is not supported and stands for nothing.");
            else diagnostics.Error(position, $"%{{{reference}}} names no variable.");
            return null;
        }

        if (collection == Collection.Tx && key.Length == 0)
        {
            diagnostics.Error(position, $"%{{{reference}}} names no variable of TX: write %{{tx.name}}.");
            return null;
        }

        var selector = key.Length == 0 ? Selector.All : Selector.OfName(key);
        return new MacroPart(null, collection, selector, collection == Collection.Tx ? txNames.SlotOf(key) : -1);
    }
}
