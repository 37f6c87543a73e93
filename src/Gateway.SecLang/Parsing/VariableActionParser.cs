using System.Text;
using Gateway.SecLang.Actions;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads the values of <c>setvar</c>, <c>expirevar</c> and <c>initcol</c>.</summary>
internal sealed class VariableActionParser(TxNames txNames, MacroParser macros, Diagnostics diagnostics)
{
    public SetVariable? SetVar(string text, SourcePosition position)
    {
        var unset = text.StartsWith('!');
        if (unset) text = text[1..];
        if (Split(text, "setvar", position) is not var (collection, name, value)) return null;
        var assignment = unset ? Assignment.Unset : Assignment.Set;
        value ??= "1";
        if (!unset && value.Length > 0 && value[0] is '+' or '-')
        {
            assignment = value[0] == '+' ? Assignment.Add : Assignment.Subtract;
            value = value[1..];
        }

        var slot = collection == Collection.Tx && !MacroParser.HasMacro(name) ? txNames.SlotOf(name) : -1;
        return new SetVariable(collection, macros.Parse(name, position), slot, assignment, macros.Parse(value, position));
    }

    public ExpireVariable? ExpireVar(string text, SourcePosition position)
    {
        if (Split(text, "expirevar", position) is not var (collection, name, value)) return null;
        if (collection == Collection.Tx || value is null)
        {
            diagnostics.Error(position, $"expirevar has {text}; a variable of IP or GLOBAL and its seconds are allowed, such as ip.counter=60.");
            return null;
        }

        return new ExpireVariable(collection, macros.Parse(name, position), macros.Parse(value, position));
    }

    public InitCollection? InitCol(string text, SourcePosition position)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var collection = equals < 0 ? Collection.None : CollectionNames.Find(Encoding.Latin1.GetBytes(text[..equals]));
        if (collection is not (Collection.Ip or Collection.Global))
        {
            diagnostics.Error(position, $"initcol has {text}; allowed: ip=key, global=key.");
            return null;
        }

        return new InitCollection(collection, macros.Parse(text[(equals + 1)..], position));
    }

    private (Collection Collection, string Name, string? Value)? Split(string text, string action, SourcePosition position)
    {
        var equals = IndexOutsideMacro(text, '=');
        var variable = equals < 0 ? text : text[..equals];
        var dot = variable.IndexOf('.', StringComparison.Ordinal);
        var collection = dot < 0 ? Collection.None : CollectionNames.Find(Encoding.Latin1.GetBytes(variable[..dot].Trim()));
        var name = variable[(dot + 1)..].Trim();
        if (collection is Collection.Tx or Collection.Ip or Collection.Global && name.Length > 0) return (collection, name, equals < 0 ? null : text[(equals + 1)..]);
        diagnostics.Error(position, $"{action} has {text}; a variable of TX, IP or GLOBAL is allowed, such as tx.name=value.");
        return null;
    }

    private static int IndexOutsideMacro(string text, char sought)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == sought) return i;
            if (text[i] != '%' || i + 1 >= text.Length || text[i + 1] != '{') continue;
            var end = text.IndexOf('}', i);
            if (end < 0) return -1;
            i = end;
        }

        return -1;
    }
}
