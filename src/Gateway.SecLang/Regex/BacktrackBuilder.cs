namespace Gateway.SecLang.Regex;

/// <summary>Builds the program of a pattern that is not regular, from its end to its start.</summary>
internal sealed class BacktrackBuilder
{
    private const int MaxInstructions = 65_000;

    private readonly List<BacktrackInstruction> _code = [];
    private readonly List<ByteSet> _sets = [];
    private readonly List<LookKind> _looks = [];
    private int _slots;

    private BacktrackBuilder(int groups) => _slots = 2 * (groups + 1);

    /// <exception cref="PcreSyntaxException">The program would be too long, or a look-behind has no bound.</exception>
    public static BacktrackProgram Build(PcrePattern pattern)
    {
        var builder = new BacktrackBuilder(pattern.Groups);
        var start = builder.Emit(pattern.Root, builder.Add(BacktrackOp.Accept, 0));
        return new BacktrackProgram([.. builder._code], start, [.. builder._sets], [.. builder._looks], builder._slots);
    }

    private int Add(BacktrackOp op, int next, int argument = 0, int detail = 0)
    {
        if (_code.Count >= MaxInstructions) throw new PcreSyntaxException("a pattern that is too large", 0);
        _code.Add(new BacktrackInstruction(op, next, argument, detail));
        return _code.Count - 1;
    }

    private int Body(RegexNode node) => Emit(node, Add(BacktrackOp.Accept, 0));

    private int Emit(RegexNode node, int next)
    {
        switch (node)
        {
            case SetNode set:
                var known = _sets.IndexOf(set.Set);
                if (known < 0)
                {
                    known = _sets.Count;
                    _sets.Add(set.Set);
                }

                return Add(BacktrackOp.Set, next, known);
            case ConcatNode concat:
                for (var i = concat.Items.Length - 1; i >= 0; i--) next = Emit(concat.Items[i], next);
                return next;
            case AlternateNode alternate:
                var entry = Emit(alternate.Items[^1], next);
                for (var i = alternate.Items.Length - 2; i >= 0; i--) entry = Add(BacktrackOp.Fork, Emit(alternate.Items[i], next), entry);
                return entry;
            case CaptureNode capture:
                var close = Add(BacktrackOp.Save, next, (capture.Number * 2) + 1);
                return Add(BacktrackOp.Save, Emit(capture.Item, close), capture.Number * 2);
            case KeepNode:
                return Add(BacktrackOp.Save, next, 0);
            case AssertNode assertion:
                return Add(BacktrackOp.Assert, next, (int)assertion.Kind);
            case BackreferenceNode reference:
                return Add(BacktrackOp.Reference, next, reference.Number, reference.IgnoreCase ? 1 : 0);
            case AtomicNode atomic:
                return Add(BacktrackOp.Atomic, next, Body(atomic.Item));
            case LookNode look:
                var most = look.Behind ? NodeFacts.MaxLength(look.Item) : 0;
                if (most < 0) throw new PcreSyntaxException("a look-behind whose length has no bound", 0);
                _looks.Add(new LookKind(look.Behind, look.Negative, NodeFacts.MinLength(look.Item), most));
                var kind = _looks.Count - 1;
                return Add(BacktrackOp.Look, next, Body(look.Item), kind);
            case RepeatNode { Kind: RepeatKind.Possessive } repeat:
                return Add(BacktrackOp.Atomic, next, Body(repeat with { Kind = RepeatKind.Greedy }));
            case RepeatNode repeat:
                return EmitRepeat(repeat, next);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is unknown.");
        }
    }

    private int EmitRepeat(RepeatNode repeat, int next)
    {
        var entry = next;
        if (repeat.Max < 0)
        {
            // loop: fork to a round or to what follows; a round notes where it began.
            var loop = Add(BacktrackOp.Fork, 0);
            var slot = _slots++;
            var round = Add(BacktrackOp.Save, Emit(repeat.Item, Add(BacktrackOp.Again, next, loop, slot)), slot);
            _code[loop] = Fork(round, next, repeat.Kind);
            entry = loop;
        }
        else
        {
            for (var i = repeat.Min; i < repeat.Max; i++)
            {
                var fork = Fork(Emit(repeat.Item, entry), next, repeat.Kind);
                entry = Add(fork.Op, fork.Next, fork.Argument);
            }
        }

        for (var i = 0; i < repeat.Min; i++)
        {
            var begin = Emit(repeat.Item, entry);
            if (begin == entry) break;
            entry = begin;
        }

        return entry;
    }

    private static BacktrackInstruction Fork(int body, int exit, RepeatKind kind) =>
        kind == RepeatKind.Lazy ? new BacktrackInstruction(BacktrackOp.Fork, exit, body) : new BacktrackInstruction(BacktrackOp.Fork, body, exit);
}
