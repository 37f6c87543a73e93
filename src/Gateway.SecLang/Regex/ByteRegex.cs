namespace Gateway.SecLang.Regex;

/// <summary>A compiled pattern over bytes. Safe for any number of threads.</summary>
internal sealed class ByteRegex
{
    /// <summary>Groups that a match reports, the whole match among them: TX:0 to TX:9 is all that rules can see.</summary>
    public const int MaxGroups = 10;

    private readonly LazyDfa _dfa;
    private readonly PikeMachine? _pike;
    private readonly BacktrackMachine? _backtrack;
    private readonly bool _isWhole;

    private ByteRegex(byte[] pattern, RegexFlags flags)
    {
        Pattern = pattern;
        Flags = flags;
        var syntax = ReadSyntax();
        Groups = syntax.Groups;
        IsRegular = NodeFacts.IsRegular(syntax.Root);
        // How rules take a value into a variable: on every request, so not worth a machine.
        _isWhole = NodeFacts.IsWholeValue(syntax.Root);
        var nfa = NfaBuilder.Build(IsRegular ? syntax : syntax with { Root = RegularForm.Widen(syntax.Root) }) ?? throw new PcreSyntaxException("a pattern that is too large", 0);
        _dfa = new LazyDfa(nfa);
        var (first, nullable) = NodeFacts.First(syntax.Root);
        if (nullable) first = ByteSet.All;
        if (IsRegular) _pike = new PikeMachine(nfa, first);
        else _backtrack = new BacktrackMachine(BacktrackBuilder.Build(syntax), first);
    }

    public byte[] Pattern { get; }

    public RegexFlags Flags { get; }

    /// <summary>Whether the pattern is matched in linear time; otherwise a bounded search decides where a wider automaton matches.</summary>
    public bool IsRegular { get; }

    /// <summary>The number of groups of the pattern, the whole match not counted.</summary>
    public int Groups { get; }

    /// <summary>What the automaton walks; of a pattern that is not regular, a program that matches at least what the pattern matches.</summary>
    public Nfa Program => _dfa.Program;

    /// <summary>Memory of the automaton's states met so far.</summary>
    public int CachedBytes => _dfa.Bytes;

    /// <summary>Counts the automaton's memory in a bound that it shares with others. At load.</summary>
    public void Share(DfaBudget budget) => _dfa.Share(budget);

    /// <exception cref="PcreSyntaxException">The pattern cannot be read, or asks for what is not supported.</exception>
    public static ByteRegex Compile(ReadOnlySpan<byte> pattern, RegexFlags flags = RegexFlags.None) => new(pattern.ToArray(), flags);

    /// <summary>Whether the pattern matches anywhere in the value.</summary>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (_isWhole) return true;
        if (!_dfa.IsMatch(value)) return false;
        if (_backtrack is null) return true;
        Span<int> whole = stackalloc int[2];
        return _backtrack.Match(value, 0, whole);
    }

    /// <summary>The first match and its groups; see the overload with a start.</summary>
    public bool Match(ReadOnlySpan<byte> value, Span<(int Start, int Length)> groups, out int count) => Match(value, 0, groups, out count);

    /// <summary>
    /// The first match that begins at <paramref name="from"/> or later, as a backtracking engine would find it. Group 0 is the whole match;
    /// a group that took no part has start -1. <paramref name="count"/> is one more than the highest group that took part.
    /// </summary>
    public bool Match(ReadOnlySpan<byte> value, int from, Span<(int Start, int Length)> groups, out int count)
    {
        count = 0;
        if (_isWhole && from == 0)
        {
            count = Math.Min(groups.Length, Groups + 1);
            groups[..count].Fill((0, value.Length));
            return true;
        }

        if (from == 0 && !_dfa.IsMatch(value)) return false;
        Span<int> slots = stackalloc int[2 * Math.Max(1, Math.Min(Math.Min(groups.Length, Groups + 1), MaxGroups))];
        if (!(_pike is not null ? _pike.Match(value, from, slots) : _backtrack!.Match(value, from, slots))) return false;
        for (var i = 0; i < slots.Length / 2 && i < groups.Length; i++)
        {
            var (start, end) = (slots[2 * i], slots[(2 * i) + 1]);
            groups[i] = end < 0 ? (-1, 0) : (start, end - start);
            if (end >= 0) count = i + 1;
        }

        return true;
    }

    /// <summary>The syntax tree, read anew: it is large, and wanted only while a rule set is loaded.</summary>
    public PcrePattern ReadSyntax()
    {
        var syntax = PcreParser.Parse(Pattern, Flags);
        return syntax with { Root = RegularForm.Relax(syntax.Root) };
    }
}
