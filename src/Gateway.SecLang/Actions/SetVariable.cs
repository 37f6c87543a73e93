using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Actions;

internal enum Assignment : byte
{
    Set,
    Add,
    Subtract,
    Unset,
}

/// <summary><c>setvar</c>: counters are integers as C's atoi reads them, and never go below zero.</summary>
internal sealed class SetVariable(Collection collection, MacroTemplate name, int slot, Assignment assignment, MacroTemplate value) : LinkAction
{
    public Collection Collection => collection;

    public MacroTemplate Name => name;

    /// <summary>The place of a TX variable with a constant name; -1 otherwise.</summary>
    public int Slot => slot;

    public Assignment Assignment => assignment;

    public MacroTemplate Value => value;

    public override void Execute(Transaction transaction)
    {
        if (collection != Collection.Tx)
        {
            var persistent = transaction.Persistent;
            var key = transaction.Macros.Expand(name);
            if (assignment == Assignment.Unset) persistent.Unset(collection, key);
            else if (assignment == Assignment.Set) persistent.Set(collection, key, transaction.Macros.Expand(value));
            else persistent.Add(collection, key, Delta(transaction));
            return;
        }

        var variables = transaction.Tx;
        var place = slot >= 0 ? slot : variables.PlaceOf(transaction.Macros.Expand(name), create: assignment != Assignment.Unset);
        if (place < 0) return;
        switch (assignment)
        {
            case Assignment.Unset:
                variables.Unset(place);
                break;
            case Assignment.Set:
                variables.Set(place, transaction.Macros.Expand(value));
                break;
            default:
                variables.SetNumber(place, Math.Max(0, Integers.Parse(variables[place]) + Delta(transaction)));
                break;
        }
    }

    private long Delta(Transaction transaction)
    {
        var number = Integers.Parse(transaction.Macros.Expand(value));
        return assignment == Assignment.Add ? number : -number;
    }
}
