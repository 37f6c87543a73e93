using System.Collections.Frozen;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Forms;

namespace Gateway.Policies.Waf.Forms;

/// <summary>Which form the arguments of a query or a body are said to have, by name.</summary>
internal sealed class ArgumentForms(KnownForms known, FrozenDictionary<ulong, int> forms)
{
    public bool IsEmpty => forms.Count == 0;

    /// <summary>Marks those of a collection that have the form which the contract gives them; how many.</summary>
    public int Mark(ValueTable values, Collection collection)
    {
        var marked = 0;
        for (var index = values.FirstOf(collection); index >= 0; index = values.NextOf(index))
            if (forms.TryGetValue(ArgumentName.Hash(values.NameOf(index)), out var form) && known.Mark(values, index, form)) marked++;
        return marked;
    }
}
