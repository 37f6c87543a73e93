namespace Gateway.SecLang.Regex;

/// <summary>A compiled pattern over bytes. Safe for any number of threads.</summary>
internal sealed class ByteRegex
{
    /// <summary>Groups that a match reports, the whole match among them: TX:0 to TX:9 is all that rules can see.</summary>
    public const int MaxGroups = 10;

    private readonly LazyDfa? _dfa;
    private readonly bool _exact;
    private readonly PikeMachine? _pike;
    private readonly Lazy<FallbackRegex> _fallback;

    private ByteRegex(byte[] pattern, RegexFlags flags)
    {
        Pattern = pattern;
        Flags = flags;
        var syntax = ReadSyntax();
        Groups = syntax.Groups;
        IsRegular = NodeFacts.IsRegular(syntax.Root);
        var nfa = NfaBuilder.Build(IsRegular ? syntax : syntax with { Root = RegularForm.Widen(syntax.Root) });
        _exact = IsRegular && nfa is not null;
        if (nfa is not null) _dfa = new LazyDfa(nfa);
        var (first, nullable) = NodeFacts.First(syntax.Root);
        if (_exact && !NodeFacts.HasEmptyLoop(syntax.Root)) _pike = new PikeMachine(nfa!, nullable ? ByteSet.All : first);
        _fallback = new Lazy<FallbackRegex>(() => new FallbackRegex(ReadSyntax().Root));
        if (!_exact) CheckFallback();
    }

    public byte[] Pattern { get; }

    public RegexFlags Flags { get; }

    /// <summary>Whether the pattern is matched in linear time; otherwise the bounded fallback decides where a wider automaton matches.</summary>
    public bool IsRegular { get; }

    /// <summary>The number of groups of the pattern, the whole match not counted.</summary>
    public int Groups { get; }

    /// <summary>Memory of the automaton's states met so far.</summary>
    public int CachedBytes => _dfa?.Bytes ?? 0;

    /// <exception cref="PcreSyntaxException">The pattern cannot be read, or asks for what is not supported.</exception>
    public static ByteRegex Compile(ReadOnlySpan<byte> pattern, RegexFlags flags = RegexFlags.None) => new(pattern.ToArray(), flags);

    /// <summary>Whether the pattern matches anywhere in the value.</summary>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (_dfa is not null && !_dfa.IsMatch(value)) return false;
        return _exact || _fallback.Value.IsMatch(value);
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
        if (_dfa is not null && from == 0 && !_dfa.IsMatch(value)) return false;
        Span<int> slots = stackalloc int[2 * Math.Max(1, Math.Min(Math.Min(groups.Length, Groups + 1), MaxGroups))];
        if (!(_pike is not null ? _pike.Match(value, from, slots) : _fallback.Value.Match(value, from, slots))) return false;
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

    private void CheckFallback()
    {
        try
        {
            _ = _fallback.Value;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new PcreSyntaxException($"a pattern that cannot be matched: {e.Message}", 0);
        }
    }
}
