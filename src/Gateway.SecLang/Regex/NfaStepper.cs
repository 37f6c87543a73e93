namespace Gateway.SecLang.Regex;

/// <summary>
/// Moves sets of instructions over one byte: what the lazy automaton asks when it meets a state and a byte for the first time.
/// A set holds only instructions that read a byte or that must see the next byte first (<c>$ \b \B</c>).
/// </summary>
internal sealed class NfaStepper
{
    [ThreadStatic]
    private static Scratch? s_scratch;

    private readonly Nfa _nfa;
    private readonly ushort[][] _starts = new ushort[4][];
    private readonly bool[] _startMatches = new bool[4];
    private readonly bool _wordMatters;

    public NfaStepper(Nfa nfa)
    {
        _nfa = nfa;
        var lineMatters = false;
        foreach (var instruction in nfa.Program)
        {
            if (instruction.Op != NfaOp.Assert) continue;
            _wordMatters |= (Assertion)instruction.Argument is Assertion.WordBoundary or Assertion.NotWordBoundary;
            lineMatters |= (Assertion)instruction.Argument == Assertion.LineStart;
        }

        LineMatters = lineMatters;
        var scratch = Rent();
        for (var context = 0; context < 4; context++)
        {
            scratch.Target.Clear(nfa.Program.Length);
            _startMatches[context] = Close(scratch, nfa.Start, (ByteContext)context);
            _starts[context] = Sorted(scratch.Target);
        }
    }

    private bool LineMatters { get; }

    /// <summary>Whether a match can begin and end before any byte is read, behind a byte of that kind.</summary>
    public bool StartMatches(ByteContext before) => _startMatches[(int)before];

    /// <summary>The instructions at which a match may begin behind a byte of that kind: every state holds them without naming them.</summary>
    public ushort[] Starts(ByteContext before) => _starts[(int)before];

    /// <summary>Whether no match can begin behind the first byte: an anchored pattern.</summary>
    public bool StartsOnlyAtEdge
    {
        get
        {
            for (var context = (int)ByteContext.LineFeed; context < 4; context++)
            {
                if (_startMatches[context] || _starts[context].Length > 0) return false;
            }

            return true;
        }
    }

    /// <summary>The kind of the byte before as far as this pattern tells kinds apart.</summary>
    public ByteContext Reduce(ByteContext before) => before switch
    {
        ByteContext.Word when !_wordMatters => ByteContext.Other,
        ByteContext.LineFeed when !LineMatters => ByteContext.Other,
        _ => before,
    };

    /// <summary>
    /// The set behind a byte (<paramref name="value"/>; -1 for the end). Returns true for a match; else <paramref name="next"/> holds
    /// the sorted set without the instructions of <see cref="Starts"/>.
    /// </summary>
    public bool Step(ReadOnlySpan<ushort> state, ByteContext before, int value, out ByteContext after, out ushort[] next)
    {
        var scratch = Rent();
        var read = value < 0 ? ByteContext.Edge : ByteContexts.Of((byte)value);
        after = value < 0 ? ByteContext.Edge : Reduce(read);
        next = [];
        scratch.Source.Clear(_nfa.Program.Length);
        foreach (var item in state) scratch.Source.Add(item);
        foreach (var item in _starts[(int)before]) scratch.Source.Add(item);
        if (ResolveAssertions(scratch, before, read)) return true;
        if (value < 0) return false;

        scratch.Target.Clear(_nfa.Program.Length);
        for (var i = 0; i < scratch.Source.Count; i++)
        {
            ref readonly var instruction = ref _nfa.Program[scratch.Source.Items[i]];
            if (instruction.Op == NfaOp.Set && _nfa.Sets[instruction.Argument].Contains((byte)value) && Close(scratch, instruction.Next, after)) return true;
        }

        if (_startMatches[(int)after]) return true;
        next = WithoutStarts(scratch, after);
        return false;
    }

    /// <summary>Adds to the source what stands behind the assertions that hold between the two kinds of bytes.</summary>
    private bool ResolveAssertions(Scratch scratch, ByteContext before, ByteContext after)
    {
        for (var i = 0; i < scratch.Source.Count; i++)
        {
            ref readonly var instruction = ref _nfa.Program[scratch.Source.Items[i]];
            if (instruction.Op != NfaOp.Assert || !ByteContexts.Holds((Assertion)instruction.Argument, before, after)) continue;
            scratch.Target.Clear(_nfa.Program.Length);
            if (Close(scratch, instruction.Next, before)) return true;
            for (var j = 0; j < scratch.Target.Count; j++) scratch.Source.Add(scratch.Target.Items[j]);
        }

        return false;
    }

    /// <summary>Follows everything that reads no byte; true if that reaches the match. Leaves go to the target.</summary>
    private bool Close(Scratch scratch, int from, ByteContext before)
    {
        var (stack, count) = (scratch.Stack, 0);
        Push(ref stack, ref count, from);
        while (count > 0)
        {
            var at = stack[--count];
            if (!scratch.Target.Add(at)) continue;
            ref readonly var instruction = ref _nfa.Program[at];
            switch (instruction.Op)
            {
                case NfaOp.Match:
                    scratch.Stack = stack;
                    return true;
                case NfaOp.Fork:
                    Push(ref stack, ref count, instruction.Argument);
                    Push(ref stack, ref count, instruction.Next);
                    break;
                case NfaOp.Save:
                    Push(ref stack, ref count, instruction.Next);
                    break;
                case NfaOp.Assert when (Assertion)instruction.Argument is Assertion.TextStart or Assertion.LineStart:
                    if (ByteContexts.Holds((Assertion)instruction.Argument, before, before)) Push(ref stack, ref count, instruction.Next);
                    break;
            }
        }

        scratch.Stack = stack;
        return false;
    }

    private static void Push(ref int[] stack, ref int count, int item)
    {
        if (count == stack.Length) Array.Resize(ref stack, stack.Length * 2);
        stack[count++] = item;
    }

    private bool IsLeaf(int at) => _nfa.Program[at].Op switch
    {
        NfaOp.Set => true,
        NfaOp.Assert => (Assertion)_nfa.Program[at].Argument is not (Assertion.TextStart or Assertion.LineStart),
        _ => false,
    };

    private ushort[] Sorted(SparseSet set)
    {
        var leaves = new List<ushort>();
        for (var i = 0; i < set.Count; i++)
        {
            if (IsLeaf(set.Items[i])) leaves.Add((ushort)set.Items[i]);
        }

        leaves.Sort();
        return [.. leaves];
    }

    private ushort[] WithoutStarts(Scratch scratch, ByteContext after)
    {
        // The source has been read; its memory now tells which instructions are starts.
        scratch.Source.Clear(_nfa.Program.Length);
        foreach (var item in _starts[(int)after]) scratch.Source.Add(item);
        var kept = 0;
        for (var i = 0; i < scratch.Target.Count; i++)
        {
            var at = scratch.Target.Items[i];
            if (IsLeaf(at) && !scratch.Source.Contains(at)) kept++;
        }

        if (kept == 0) return [];
        var next = new ushort[kept];
        kept = 0;
        for (var i = 0; i < scratch.Target.Count; i++)
        {
            var at = scratch.Target.Items[i];
            if (IsLeaf(at) && !scratch.Source.Contains(at)) next[kept++] = (ushort)at;
        }

        Array.Sort(next);
        return next;
    }

    private static Scratch Rent() => s_scratch ??= new Scratch();

    private sealed class Scratch
    {
        public SparseSet Source { get; } = new();

        public SparseSet Target { get; } = new();

        public int[] Stack { get; set; } = new int[256];
    }
}
