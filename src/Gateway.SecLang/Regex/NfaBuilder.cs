namespace Gateway.SecLang.Regex;

/// <summary>Builds the program of a regular pattern, from its end to its start, so that every instruction knows what follows it.</summary>
internal sealed class NfaBuilder
{
    /// <summary>States of the DFA name instructions by 16 bits; PCRE bounds the size of a pattern about there, too.</summary>
    public const int MaxInstructions = 65_000;

    private readonly List<NfaInstruction> _program = [];
    private readonly List<ByteSet> _sets = [];
    private readonly Dictionary<ByteSet, int> _setIndex = [];
    private bool _full;

    /// <summary>The program, or null where it would be too long.</summary>
    public static Nfa? Build(PcrePattern pattern)
    {
        var builder = new NfaBuilder();
        var match = builder.Add(new NfaInstruction(NfaOp.Match, 0, 0));
        var start = builder.Emit(pattern.Root, match);
        return builder._full ? null : new Nfa([.. builder._program], start, [.. builder._sets], pattern.Groups);
    }

    private int Add(NfaInstruction instruction)
    {
        if (_program.Count >= MaxInstructions) _full = true;
        else _program.Add(instruction);
        return _program.Count - 1;
    }

    /// <summary>Emits a node that continues at <paramref name="next"/>; returns where it begins.</summary>
    private int Emit(RegexNode node, int next)
    {
        if (_full) return next;
        switch (node)
        {
            case SetNode set:
                if (!_setIndex.TryGetValue(set.Set, out var index))
                {
                    index = _sets.Count;
                    _sets.Add(set.Set);
                    _setIndex.Add(set.Set, index);
                }

                return Add(new NfaInstruction(NfaOp.Set, next, index));
            case ConcatNode concat:
                for (var i = concat.Items.Length - 1; i >= 0; i--) next = Emit(concat.Items[i], next);
                return next;
            case AlternateNode alternate:
                var entry = Emit(alternate.Items[^1], next);
                for (var i = alternate.Items.Length - 2; i >= 0; i--) entry = Add(new NfaInstruction(NfaOp.Fork, Emit(alternate.Items[i], next), entry));
                return entry;
            case CaptureNode capture:
                var close = Add(new NfaInstruction(NfaOp.Save, next, (capture.Number * 2) + 1));
                return Add(new NfaInstruction(NfaOp.Save, Emit(capture.Item, close), capture.Number * 2));
            case KeepNode:
                return Add(new NfaInstruction(NfaOp.Save, next, 0));
            case AssertNode assertion:
                return Add(new NfaInstruction(NfaOp.Assert, next, (int)assertion.Kind));
            case RepeatNode repeat:
                return EmitRepeat(repeat, next);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not regular.");
        }
    }

    private int EmitRepeat(RepeatNode repeat, int next)
    {
        var lazy = repeat.Kind == RepeatKind.Lazy;
        int entry;
        if (repeat.Max < 0)
        {
            // The loop is known before its body: reserve the fork, fill it in afterwards.
            var loop = Add(default);
            var body = Emit(repeat.Item, loop);
            if (_full) return loop;
            _program[loop] = Fork(body, next, lazy);
            if (repeat.Min == 0) return loop;
            entry = body;
            for (var i = 1; i < repeat.Min && !_full; i++) entry = Emit(repeat.Item, entry);
            return entry;
        }

        entry = next;
        for (var i = repeat.Min; i < repeat.Max && !_full; i++) entry = Add(Fork(Emit(repeat.Item, entry), next, lazy));
        for (var i = 0; i < repeat.Min && !_full; i++)
        {
            var begin = Emit(repeat.Item, entry);
            if (begin == entry) break; // an empty item: thousands of repetitions of nothing are nothing
            entry = begin;
        }

        return entry;
    }

    private static NfaInstruction Fork(int body, int exit, bool lazy) => lazy ? new NfaInstruction(NfaOp.Fork, exit, body) : new NfaInstruction(NfaOp.Fork, body, exit);
}
