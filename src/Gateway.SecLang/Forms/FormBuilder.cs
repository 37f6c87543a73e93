using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>Makes the automaton of an anchored pattern, with no state that leads nowhere.</summary>
internal sealed class FormBuilder
{
    private readonly NfaStepper _stepper;
    private readonly ByteClasses _classes;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<(ushort[] Set, ByteContext Before)> _states = [];
    private readonly List<int[]> _targets = [];

    private FormBuilder(Nfa nfa)
    {
        _stepper = new NfaStepper(nfa);
        _classes = ByteClasses.Of([.. nfa.Sets, ByteSet.Word, ByteSet.NewLine]);
    }

    /// <summary>Null where no value has the form, or where it has too many states.</summary>
    public static ValueForm? Build(string name, Nfa nfa) => new FormBuilder(nfa).Build(name);

    private ValueForm? Build(string name)
    {
        if (!_stepper.StartsOnlyAtEdge) return null;
        Number([], ByteContext.Edge);
        for (var state = 0; state < _states.Count; state++)
        {
            if (_states.Count > ValueForm.MaxStates) return null;
            var targets = new int[_classes.Count];
            for (var c = 0; c < targets.Length; c++)
            {
                // A match that does not wait for the end is none of an anchored pattern.
                if (_stepper.Step(_states[state].Set, _states[state].Before, _classes.Members[c], out var after, out var next)) return null;
                targets[c] = next.Length == 0 ? -1 : Number(next, after);
            }

            _targets.Add(targets);
        }

        bool[] accepts = [.. _states.Select(s => _stepper.Step(s.Set, s.Before, -1, out _, out _))];
        return Trim(name, accepts, Living(accepts));
    }

    private int Number(ushort[] set, ByteContext before)
    {
        var key = $"{before}:{string.Join(',', set)}";
        if (_numbers.TryGetValue(key, out var number)) return number;
        _states.Add((set, before));
        _numbers.Add(key, number = _states.Count - 1);
        return number;
    }

    /// <summary>Which states the end can be reached from.</summary>
    private bool[] Living(bool[] accepts)
    {
        var living = (bool[])accepts.Clone();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var state = living.Length - 1; state >= 0; state--)
            {
                if (living[state] || !Array.Exists(_targets[state], t => t >= 0 && living[t])) continue;
                living[state] = changed = true;
            }
        }

        return living;
    }

    private ValueForm? Trim(string name, bool[] accepts, bool[] living)
    {
        if (!living[0]) return null;
        var kept = Enumerable.Range(0, living.Length).Where(s => living[s]).ToArray();
        var renamed = new int[living.Length];
        Array.Fill(renamed, -1);
        for (var i = 0; i < kept.Length; i++) renamed[kept[i]] = i;
        var table = ValueForm.Table(kept.Length, _classes.Count);
        for (var i = 0; i < kept.Length; i++)
        {
            var targets = _targets[kept[i]];
            for (var c = 0; c < targets.Length; c++)
                if (targets[c] >= 0) table[(i * _classes.Count) + c] = (short)renamed[targets[c]];
        }

        return new ValueForm(name, _classes, table, [.. kept.Select(s => accepts[s])]);
    }
}
