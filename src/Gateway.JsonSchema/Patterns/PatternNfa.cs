namespace Gateway.JsonSchema.Patterns;

/// <summary>A pattern as a nondeterministic automaton over UTF-8 bytes (Thompson's construction, built from the end).</summary>
internal sealed class PatternNfa
{
    private const int MaxStates = 20_000;

    private readonly List<State> _states = [new(StateKind.Match, 0, 0, 0, 0)];
    private readonly Dictionary<State, int> _shared = [];

    private PatternNfa()
    {
    }

    public enum StateKind : byte
    {
        Match,
        Bytes,
        Split,
        Begin,
        End,
        Boundary,
        NoBoundary,
    }

    /// <param name="Kind">What has to hold to go on.</param>
    /// <param name="First">First byte of a range.</param>
    /// <param name="Last">Last byte of a range.</param>
    /// <param name="Next">Where to go on.</param>
    /// <param name="Other">The other way of a split.</param>
    public readonly record struct State(StateKind Kind, byte First, byte Last, int Next, int Other);

    public int Start { get; private set; }

    public State this[int index] => _states[index];

    public int Count => _states.Count;

    /// <summary>Builds the automaton; null when it would be too large.</summary>
    public static PatternNfa? Build(PatternNode pattern)
    {
        var nfa = new PatternNfa();
        nfa.Start = nfa.Add(pattern, 0);
        return nfa.Start < 0 ? null : nfa;
    }

    /// <summary>Adds a part in front of a state; -1 when there is no room.</summary>
    private int Add(PatternNode node, int next)
    {
        if (next < 0 || _states.Count > MaxStates) return -1;
        switch (node)
        {
            case PatternNode.Set set:
                return AddSet(set.Points, next);
            case PatternNode.Sequence sequence:
                for (var i = sequence.Parts.Count - 1; i >= 0; i--) next = Add(sequence.Parts[i], next);
                return next;
            case PatternNode.Choice choice:
                var first = Add(choice.Alternatives[^1], next);
                for (var i = choice.Alternatives.Count - 2; i >= 0; i--) first = AddSplit(Add(choice.Alternatives[i], next), first);
                return first;
            case PatternNode.Repeat repeat:
                return AddRepeat(repeat, next);
            case PatternNode.Begin:
                return AddState(new State(StateKind.Begin, 0, 0, next, 0));
            case PatternNode.End:
                return AddState(new State(StateKind.End, 0, 0, next, 0));
            case PatternNode.Boundary boundary:
                return AddState(new State(boundary.Negated ? StateKind.NoBoundary : StateKind.Boundary, 0, 0, next, 0));
            default:
                throw new InvalidOperationException($"{node.GetType().Name} has no automaton.");
        }
    }

    private int AddRepeat(PatternNode.Repeat repeat, int next)
    {
        if (repeat.Most < 0)
        {
            // The loop goes through a split that is there before what it leads to.
            var loop = AddState(new State(StateKind.Split, 0, 0, next, next));
            var part = Add(repeat.Part, loop);
            if (part < 0) return -1;
            _states[loop] = _states[loop] with { Other = part };
            next = loop;
        }
        else
        {
            var behind = next;
            for (var i = repeat.Least; i < repeat.Most && next >= 0; i++) next = AddSplit(Add(repeat.Part, next), behind);
        }

        for (var i = 0; i < repeat.Least && next >= 0; i++) next = Add(repeat.Part, next);
        return next;
    }

    private int AddSet(CodePointSet points, int next)
    {
        var sequences = new List<(byte First, byte Last)[]>();
        Utf8Ranges.Split(points, sequences);
        // Nothing matches the empty set: a range without bytes.
        if (sequences.Count == 0) return AddState(new State(StateKind.Bytes, 1, 0, next, 0));
        _shared.Clear();
        return AddForms(sequences, 0, sequences.Count, 0, next);
    }

    /// <summary>Adds the forms from one to another, which agree before the byte at <paramref name="depth"/>: forms that begin alike share the beginning, and what leads to the same is there once.</summary>
    private int AddForms(List<(byte First, byte Last)[]> sequences, int from, int to, int depth, int next)
    {
        var start = -1;
        for (var i = from; i < to;)
        {
            var range = sequences[i][depth];
            var end = i + 1;
            while (end < to && sequences[end][depth] == range) end++;
            var target = sequences[i].Length == depth + 1 ? next : AddForms(sequences, i, end, depth + 1, next);
            var state = AddShared(new State(StateKind.Bytes, range.First, range.Last, target, 0));
            start = start < 0 ? state : AddShared(new State(StateKind.Split, 0, 0, state, start));
            i = end;
        }

        return start;
    }

    private int AddShared(State state)
    {
        if (!_shared.TryGetValue(state, out var existing)) _shared[state] = existing = AddState(state);
        return existing;
    }

    private int AddSplit(int a, int b) => a < 0 || b < 0 ? -1 : AddState(new State(StateKind.Split, 0, 0, a, b));

    private int AddState(State state)
    {
        _states.Add(state);
        return _states.Count - 1;
    }
}
