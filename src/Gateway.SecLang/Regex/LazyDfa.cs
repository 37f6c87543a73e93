namespace Gateway.SecLang.Regex;

/// <summary>
/// Answers whether a pattern matches anywhere in a value by an automaton that is built as values are met: one table look-up a byte, so
/// time is linear in the value whatever the pattern. Safe for any number of threads; its memory is bounded, and begun anew when full.
/// What it costs to find a new state is paid outside of the lock: a value that makes one at each byte must not hold up other requests.
/// </summary>
internal sealed class LazyDfa
{
    private readonly NfaStepper _stepper;
    private readonly ByteClasses _classes;
    private readonly Lock _lock = new();
    private readonly bool _always;
    private readonly bool _anchored;
    private Generation _generation;
    private DfaBudget? _budget;

    public LazyDfa(Nfa nfa)
    {
        Program = nfa;
        _stepper = new NfaStepper(nfa);
        _classes = ByteClasses.Of([.. nfa.Sets, .. ContextSets(nfa)]);
        _anchored = _stepper.StartsOnlyAtEdge;
        _always = _stepper.StartMatches(ByteContext.Edge);
        _generation = NewGeneration();
    }

    /// <summary>A cache with its first state; swapped as one when full, so that a reader never mixes two.</summary>
    private sealed record Generation(DfaCache Cache, ushort Start);

    /// <summary>What it walks.</summary>
    public Nfa Program { get; }

    /// <summary>Memory held by states met so far.</summary>
    public int Bytes => _generation.Cache.Bytes;

    /// <summary>How often the states were dropped because there were too many.</summary>
    public int Resets { get; private set; }

    /// <summary>Counts its memory in a bound that it shares with others. Before the first value, at load.</summary>
    public void Share(DfaBudget budget)
    {
        if (_budget is not null) return;
        _budget = budget;
        budget.Add(this);
    }

    /// <summary>Drops all states, while others may read: those go on with what they hold. The bytes that are left.</summary>
    public int Forget()
    {
        var fresh = NewGeneration();
        Volatile.Write(ref _generation, fresh);
        return fresh.Cache.Bytes;
    }

    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (_always) return true;
        var generation = Volatile.Read(ref _generation);
        var table = generation.Cache.Table;
        ReadOnlySpan<byte> classOf = _classes.ClassOf;
        int row = generation.Start;
        foreach (var b in value)
        {
            int next = table[row + classOf[b]];
            if (next <= DfaCache.Match)
            {
                if (next == DfaCache.Unknown) next = Explore(ref generation, ref table, (ushort)row, classOf[b]);
                if (next == DfaCache.Match) return true;
                if (next == DfaCache.Dead) return false;
            }

            row = next;
        }

        int last = table[row + _classes.Count];
        if (last == DfaCache.Unknown) last = Explore(ref generation, ref table, (ushort)row, _classes.Count);
        return last == DfaCache.Match;
    }

    /// <summary>Finds a transition that nobody has met yet, and remembers it.</summary>
    private ushort Explore(ref Generation generation, ref ushort[] table, ushort row, int column)
    {
        var cache = generation.Cache;
        var known = Volatile.Read(ref cache.Table[row + column]);
        if (known == DfaCache.Unknown)
        {
            var value = column == _classes.Count ? -1 : _classes.Members[column];
            var isMatch = _stepper.Step(cache.SetOf(row), cache.BeforeOf(row), value, out var after, out var set);
            int growth;
            lock (_lock)
            {
                var before = cache.Bytes;
                if (isMatch) known = DfaCache.Match;
                else if (value < 0 || (set.Length == 0 && _anchored)) known = DfaCache.Dead;
                else known = cache.Intern(set, after);
                if (known != DfaCache.Unknown) cache.Record(row, column, known);
                else known = Restart(ref generation, set, after);
                growth = generation.Cache.Bytes - before;
            }

            if (growth != 0) _budget?.Charge(growth);
        }

        table = generation.Cache.Table;
        return known;
    }

    /// <summary>Goes on in an empty cache: that of whoever had to begin anew before, if there is room for the state.</summary>
    private ushort Restart(ref Generation generation, ushort[] set, ByteContext after)
    {
        var current = Volatile.Read(ref _generation);
        var known = current == generation ? DfaCache.Unknown : current.Cache.Intern(set, after);
        if (known == DfaCache.Unknown)
        {
            Resets++;
            current = NewGeneration();
            Volatile.Write(ref _generation, current);
            known = current.Cache.Intern(set, after);
        }

        generation = current;
        return known;
    }

    private Generation NewGeneration()
    {
        var cache = new DfaCache(_classes.Count);
        return new Generation(cache, cache.Intern([], ByteContext.Edge));
    }

    private static IEnumerable<ByteSet> ContextSets(Nfa nfa)
    {
        var assertions = nfa.Program.Where(i => i.Op == NfaOp.Assert).Select(i => (Assertion)i.Argument).ToHashSet();
        if (assertions.Overlaps([Assertion.LineStart, Assertion.LineEnd])) yield return ByteSet.NewLine;
        if (assertions.Overlaps([Assertion.WordBoundary, Assertion.NotWordBoundary])) yield return ByteSet.Word;
    }
}
