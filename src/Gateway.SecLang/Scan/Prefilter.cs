namespace Gateway.SecLang.Scan;

/// <summary>
/// Rules out, in one pass over a value, nearly all patterns and phrase lists of a rule set at once. What is left may match; what is
/// ruled out cannot. Immutable, safe for any number of threads.
/// </summary>
internal sealed class Prefilter
{
    private readonly LiteralAutomaton? _automaton;
    private readonly ItemChecks[] _kinds;

    private Prefilter(int items, int words, LiteralAutomaton? automaton, ItemChecks[] kinds)
    {
        (Items, Words, _automaton, _kinds) = (items, words, automaton, kinds);
    }

    /// <summary>How many items the sets of candidates speak of: bit n is the n-th item given.</summary>
    public int Items { get; }

    /// <summary>64-bit words of a set of candidates.</summary>
    public int Words { get; }

    /// <summary>Memory of the tables.</summary>
    public long Bytes => (_automaton?.Bytes ?? 0) + _kinds.Sum(k => k.Bytes);

    /// <summary>States of the automaton of literals.</summary>
    public int States => _automaton?.States ?? 0;

    public static Prefilter Build(IEnumerable<ScanItem> items)
    {
        var all = items.ToArray();
        var words = Math.Max(1, (all.Length + 63) / 64);
        var kinds = Array.ConvertAll(Alphabets.All, alphabet => Array.ConvertAll(all, item => item.RequirementsIn(alphabet)));

        // A set of found literals has a part for each kind of value, since the same item looks for different literals in each.
        var trie = new LiteralTrie(ScanAlphabet.Of(kinds.SelectMany(kind => kind).SelectMany(item => item?.Literals ?? [])));
        for (var kind = 0; kind < kinds.Length; kind++)
        {
            for (var item = 0; item < all.Length; item++)
            {
                foreach (var literal in kinds[kind][item]?.Literals ?? []) trie.Add(literal, (kind * words * 64) + item);
            }
        }

        var automaton = LiteralAutomaton.Build(trie, words * kinds.Length);
        return new Prefilter(all.Length, words, automaton, Array.ConvertAll(kinds, kind => new ItemChecks(kind, words, literals: automaton is not null)));
    }

    /// <summary>Sets the bit of every item that may match the value, and clears all others.</summary>
    /// <param name="value">The value, after transformation.</param>
    /// <param name="candidates">At least <see cref="Words"/> words.</param>
    public void Scan(ReadOnlySpan<byte> value, Span<ulong> candidates)
    {
        var present = BytesPresent.Of(value);
        var kind = Alphabets.Of(present);
        Span<ulong> found = stackalloc ulong[Words * _kinds.Length];
        found.Clear();
        _automaton?.Scan(value, found);
        _kinds[kind].Decide(value.Length, present, found.Slice(kind * Words, Words), candidates[..Words]);
    }
}
