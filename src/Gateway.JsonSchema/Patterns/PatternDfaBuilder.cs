using System.Runtime.InteropServices;

namespace Gateway.JsonSchema.Patterns;

/// <summary>
/// Makes a table of an automaton by the subset construction. A state is a set of places in the pattern and whether the last byte was a word character:
/// assertions wait in the set until the next byte, or the end, decides them. A table or an effort that grows too large is given up (null).
/// </summary>
internal sealed class PatternDfaBuilder
{
    private const int MaxStates = 10_000;
    private const int MaxTable = 1 << 17;
    private const int MaxSteps = 4_000_000;

    private readonly PatternNfa _nfa;
    private readonly byte[] _classes;
    private readonly byte[] _samples;
    private readonly bool _boundaries;
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<(int[] Places, bool AfterWord)> _states = [];
    private readonly List<int> _closure = [];
    private readonly List<int>[] _targets;
    private readonly Dictionary<string, int> _row = new(StringComparer.Ordinal);
    private readonly int[] _marks;
    private int _mark;
    private int _steps;

    private PatternDfaBuilder(PatternNfa nfa)
    {
        _nfa = nfa;
        _marks = new int[nfa.Count];
        (_classes, _samples, _boundaries) = ByteClasses(nfa);
        _targets = [.. _samples.Select(_ => new List<int>())];
    }

    private enum Boundary
    {
        Unknown,
        No,
        Yes,
    }

    public static PatternDfa? Build(PatternNfa nfa) => new PatternDfaBuilder(nfa).Build();

    private PatternDfa? Build()
    {
        // Ids 0 and 1 are Dead and Found, which have no sets.
        _states.Add(([], false));
        _states.Add(([], false));
        Restart();
        Follow(_nfa.Start, begin: true, end: false, Boundary.Unknown);
        // The same places later in a string are another state: there ^ no longer holds.
        var start = StateOfClosure(afterWord: false);
        _known.Clear();
        var next = new List<ushort>(new ushort[2 * _samples.Length]);
        for (var state = 2; state < _states.Count; state++)
        {
            if (_states.Count > MaxStates || _states.Count * _samples.Length > MaxTable || _steps > MaxSteps) return null;
            AddRow(next, state, atStart: state == start);
        }

        var matches = new bool[_states.Count];
        for (var state = 2; state < matches.Length; state++) matches[state] = MatchesAtEnd(state, atStart: state == start);
        return new PatternDfa(_classes, _samples.Length, [.. next], matches, start);
    }

    /// <summary>Adds where each class of bytes leads. Most lead to the same few states: each is worked out once.</summary>
    private void AddRow(List<ushort> next, int state, bool atStart)
    {
        foreach (var targets in _targets) targets.Clear();
        var (places, afterWord) = _states[state];
        var foundInWord = Collect(Resolve(places, atStart, end: false, boundary: !afterWord), word: true);
        var foundOutside = Collect(Resolve(places, atStart, end: false, boundary: afterWord), word: false);
        _row.Clear();
        for (var column = 0; column < _samples.Length; column++)
        {
            var word = IsWord(_samples[column]);
            if (word ? foundInWord : foundOutside)
            {
                next.Add(PatternDfa.Found);
                continue;
            }

            var targets = _targets[column];
            var key = (word ? "w" : "n") + new string(MemoryMarshal.Cast<int, char>(CollectionsMarshal.AsSpan(targets)));
            if (!_row.TryGetValue(key, out var target))
            {
                Restart();
                foreach (var place in targets) Follow(place, begin: false, end: false, Boundary.Unknown);
                // The pattern may begin anywhere; one with ^ finds nothing from here on.
                Follow(_nfa.Start, begin: false, end: false, Boundary.Unknown);
                _row[key] = target = StateOfClosure(word);
            }

            next.Add((ushort)target);
        }
    }

    /// <summary>Notes what the places lead to by class, for classes of word characters or the others; true when the pattern has been found.</summary>
    private bool Collect(int[] places, bool word)
    {
        foreach (var place in places)
        {
            var transition = _nfa[place];
            if (transition.Kind == PatternNfa.StateKind.Match) return true;
            if (transition.Kind != PatternNfa.StateKind.Bytes || transition.First > transition.Last) continue;
            for (int column = _classes[transition.First]; column <= _classes[transition.Last]; column++)
            {
                if (IsWord(_samples[column]) == word) _targets[column].Add(transition.Next);
                _steps++;
            }
        }

        return false;
    }

    private bool MatchesAtEnd(int state, bool atStart)
    {
        var (places, afterWord) = _states[state];
        foreach (var place in Resolve(places, atStart, end: true, afterWord))
        {
            if (_nfa[place].Kind == PatternNfa.StateKind.Match) return true;
        }

        return false;
    }

    /// <summary>Goes through the assertions that waited, now that what follows is known.</summary>
    private int[] Resolve(int[] places, bool atStart, bool end, bool boundary)
    {
        Restart();
        foreach (var place in places) Follow(place, atStart, end, boundary ? Boundary.Yes : Boundary.No);
        return [.. _closure];
    }

    private void Restart()
    {
        _closure.Clear();
        _mark++;
    }

    /// <summary>Adds what can be reached without a byte.</summary>
    private void Follow(int first, bool begin, bool end, Boundary boundary)
    {
        var open = new Stack<int>();
        open.Push(first);
        while (open.TryPop(out var place))
        {
            if (_marks[place] == _mark) continue;
            _marks[place] = _mark;
            _steps++;
            var state = _nfa[place];
            switch (state.Kind)
            {
                case PatternNfa.StateKind.Split:
                    open.Push(state.Other);
                    open.Push(state.Next);
                    break;
                case PatternNfa.StateKind.Begin:
                    if (begin) open.Push(state.Next);
                    break;
                case PatternNfa.StateKind.End when end:
                case PatternNfa.StateKind.Boundary when boundary == Boundary.Yes:
                case PatternNfa.StateKind.NoBoundary when boundary == Boundary.No:
                    open.Push(state.Next);
                    break;
                default:
                    _closure.Add(place);
                    break;
            }
        }
    }

    private int StateOfClosure(bool afterWord)
    {
        if (_closure.Count == 0) return PatternDfa.Dead;
        foreach (var place in _closure)
        {
            if (_nfa[place].Kind == PatternNfa.StateKind.Match) return PatternDfa.Found;
        }

        _closure.Sort();
        var places = _closure.ToArray();
        var key = (afterWord ? "w" : "n") + new string(MemoryMarshal.Cast<int, char>(places));
        if (_known.TryGetValue(key, out var known)) return known;
        _known[key] = _states.Count;
        _states.Add((places, afterWord));
        return _states.Count - 1;
    }

    /// <summary>Without assertions of word boundaries nobody asks.</summary>
    private bool IsWord(byte b) => _boundaries && (char.IsAsciiLetterOrDigit((char)b) || b == '_');

    /// <summary>Bytes that no range of the pattern tells apart share a column.</summary>
    private static (byte[] Classes, byte[] Samples, bool Boundaries) ByteClasses(PatternNfa nfa)
    {
        var edges = new bool[257];
        var boundaries = false;
        for (var i = 0; i < nfa.Count; i++)
        {
            var state = nfa[i];
            if (state.Kind == PatternNfa.StateKind.Bytes && state.First <= state.Last) edges[state.First] = edges[state.Last + 1] = true;
            if (state.Kind is PatternNfa.StateKind.Boundary or PatternNfa.StateKind.NoBoundary) boundaries = true;
        }

        if (boundaries) edges['0'] = edges['9' + 1] = edges['A'] = edges['Z' + 1] = edges['_'] = edges['_' + 1] = edges['a'] = edges['z' + 1] = true;
        var classes = new byte[256];
        var samples = new List<byte> { 0 };
        for (var b = 1; b < 256; b++)
        {
            if (edges[b]) samples.Add((byte)b);
            classes[b] = (byte)(samples.Count - 1);
        }

        return (classes, [.. samples], boundaries);
    }
}
