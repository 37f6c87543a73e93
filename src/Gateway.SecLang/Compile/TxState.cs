using Gateway.SecLang.Actions;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Compile;

/// <summary>
/// What is known of the TX variables at one point of the rules, whatever the request: a value, that it is not set, or nothing. Captures are never known.
/// </summary>
internal sealed class TxState
{
    private static readonly byte[] NotSet = [];
    private static readonly byte[] Unknown = [0];

    private readonly byte[][] _values;

    private TxState(byte[][] values) => _values = values;

    /// <summary>At the start of a transaction nothing is set but what the configuration fixes.</summary>
    public static TxState Initial(int slots, IEnumerable<(int Slot, byte[] Value)> variables)
    {
        var state = new TxState(new byte[slots][]);
        Array.Fill(state._values, NotSet);
        Array.Fill(state._values, Unknown, 0, TxNames.Captures);
        foreach (var (slot, value) in variables) state._values[slot] = [.. value];
        return state;
    }

    public static TxState Nothing(int slots)
    {
        var state = new TxState(new byte[slots][]);
        Array.Fill(state._values, Unknown);
        return state;
    }

    public TxState Copy() => new([.. _values]);

    /// <summary>False: nothing is known. Otherwise the value, or null where the variable is not set.</summary>
    public bool TryGet(int slot, out byte[]? value)
    {
        value = ReferenceEquals(_values[slot], NotSet) ? null : _values[slot];
        return !ReferenceEquals(_values[slot], Unknown);
    }

    /// <summary>What holds on both ways to a point.</summary>
    public void Join(TxState other)
    {
        for (var i = 0; i < _values.Length; i++)
            if (!Same(_values[i], other._values[i])) _values[i] = Unknown;
    }

    /// <summary>What an action does to it, once and surely.</summary>
    public void Apply(SetVariable action, TxNames names)
    {
        if (action.Collection != Collections.Collection.Tx) return;
        if (action.Slot < TxNames.Captures && action.Slot >= 0) return;
        if (action.Slot < 0)
        {
            Forget(action.Name, names);
            return;
        }

        ref var value = ref _values[action.Slot];
        var operand = Expand(action.Value);
        if (action.Assignment == Assignment.Unset) value = NotSet;
        else if (operand is null) value = Unknown;
        else if (action.Assignment == Assignment.Set) value = [.. operand];
        else if (!ReferenceEquals(value, Unknown))
        {
            var delta = Integers.Parse(operand);
            var sum = Math.Max(0, Integers.Parse(value) + (action.Assignment == Assignment.Add ? delta : -delta));
            value = System.Text.Encoding.ASCII.GetBytes(sum.ToString());
        }
    }

    /// <summary>An action that may run any number of times, or not at all.</summary>
    public void ApplyPerhaps(SetVariable action, TxNames names)
    {
        var after = Copy();
        after.Apply(action, names);
        if (action.Assignment is Assignment.Add or Assignment.Subtract && action.Slot >= 0) after._values[action.Slot] = Unknown;
        Join(after);
    }

    /// <summary>The text with its macros expanded; null where a part is not known.</summary>
    public byte[]? Expand(MacroTemplate template)
    {
        if (template.Constant is { } constant) return constant;
        var bytes = new List<byte>();
        foreach (var part in template.Parts)
        {
            if (part.Literal is { } literal) bytes.AddRange(literal);
            else if (part.Slot < 0 || !TryGet(part.Slot, out var value)) return null;
            else bytes.AddRange(value ?? []);
        }

        return [.. bytes];
    }

    /// <summary>A name built at run time may be that of any variable that begins and ends like it.</summary>
    private void Forget(MacroTemplate name, TxNames names)
    {
        var prefix = name.Parts[0].Literal ?? [];
        var suffix = name.Parts[^1].Literal ?? [];
        for (var slot = 0; slot < _values.Length; slot++)
        {
            var candidate = names[slot];
            if (candidate.Length >= prefix.Length + suffix.Length && Names.AreEqual(candidate[..prefix.Length], prefix) && Names.AreEqual(candidate[^suffix.Length..], suffix))
                _values[slot] = Unknown;
        }
    }

    private static bool Same(byte[] left, byte[] right) =>
        ReferenceEquals(left, right) || (!IsSpecial(left) && !IsSpecial(right) && left.AsSpan().SequenceEqual(right));

    private static bool IsSpecial(byte[] value) => ReferenceEquals(value, Unknown) || ReferenceEquals(value, NotSet);
}
