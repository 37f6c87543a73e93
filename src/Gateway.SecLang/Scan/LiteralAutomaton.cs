using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gateway.SecLang.Scan;

/// <summary>
/// Finds all literals of a rule set in one pass over a value (Aho and Corasick), letters folded. States that tell something have the highest numbers, and a state is two bytes: what all rules ask fits in the cache near the core.
/// </summary>
internal sealed class LiteralAutomaton
{
    private readonly byte[] _classOf;
    private readonly ushort[] _table;
    private readonly int _firstTelling;
    private readonly int _words;
    private readonly ulong[] _tells;

    private LiteralAutomaton(byte[] classOf, ushort[] table, int firstTelling, int words, ulong[] tells)
    {
        (_classOf, _table, _firstTelling, _words, _tells) = (classOf, table, firstTelling, words, tells);
    }

    public int States => _table.Length >> ScanAlphabet.Shift;

    public long Bytes => 256 + (_table.LongLength * sizeof(ushort)) + (_tells.LongLength * sizeof(ulong));

    /// <summary>Builds the automaton; null where it would have more states than two bytes can name.</summary>
    /// <param name="trie">The literals; what they tell are numbers of bits.</param>
    /// <param name="words">64-bit words of a set of such bits.</param>
    public static LiteralAutomaton? Build(LiteralTrie trie, int words)
    {
        if (trie.Count > ushort.MaxValue) return null;
        var (order, fail) = BreadthFirst(trie);
        var tells = Tellings(trie, order, fail, words);

        // States that tell nothing come first, the root as state 0.
        var number = new ushort[trie.Count];
        var next = 0;
        foreach (var node in order.Where(n => tells[n] is null)) number[node] = (ushort)next++;
        var firstTelling = next;
        foreach (var node in order.Where(n => tells[n] is not null)) number[node] = (ushort)next++;

        var table = new ushort[trie.Count << ScanAlphabet.Shift];
        var flat = new ulong[(trie.Count - firstTelling) * words];
        foreach (var node in order)
        {
            // A state's row is its failure state's row, whose own is already complete, but for its children.
            var row = table.AsSpan(number[node] << ScanAlphabet.Shift, ScanAlphabet.Classes);
            if (node != 0) table.AsSpan(number[fail[node]] << ScanAlphabet.Shift, ScanAlphabet.Classes).CopyTo(row);
            foreach (var (value, child) in trie.ChildrenOf(node)) row[value] = number[child];
            tells[node]?.CopyTo(flat, (number[node] - firstTelling) * words);
        }

        return new LiteralAutomaton(trie.ClassOf, table, firstTelling, words, flat);
    }

    /// <summary>Adds to <paramref name="found"/> what the literals in the value tell.</summary>
    public void Scan(ReadOnlySpan<byte> value, Span<ulong> found)
    {
        ref var classOf = ref MemoryMarshal.GetArrayDataReference(_classOf);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        var firstTelling = _firstTelling;
        var state = 0;
        foreach (var b in value)
        {
            // In bounds: a class is below the width of a row, and the table holds only numbers of states.
            state = Unsafe.Add(ref table, (nint)(uint)((state << ScanAlphabet.Shift) + Unsafe.Add(ref classOf, (nint)b)));
            if (state >= firstTelling) Tell(state, found);
        }
    }

    private void Tell(int state, Span<ulong> found)
    {
        var told = _tells.AsSpan((state - _firstTelling) * _words, _words);
        for (var i = 0; i < told.Length; i++) found[i] |= told[i];
    }

    private static (int[] Order, int[] Fail) BreadthFirst(LiteralTrie trie)
    {
        var order = new int[trie.Count];
        var fail = new int[trie.Count];
        var child = new Dictionary<(int, byte), int>(trie.Count);
        for (var node = 0; node < trie.Count; node++)
        {
            foreach (var (value, to) in trie.ChildrenOf(node)) child.Add((node, value), to);
        }

        var (read, written) = (0, 1);
        while (read < written)
        {
            var node = order[read++];
            foreach (var (value, to) in trie.ChildrenOf(node))
            {
                order[written++] = to;
                if (node == 0) continue;
                var back = fail[node];
                int target;
                while (!child.TryGetValue((back, value), out target) && back != 0) back = fail[back];
                fail[to] = target;
            }
        }

        return (order, fail);
    }

    /// <summary>What a state tells includes what its failure states tell.</summary>
    private static ulong[]?[] Tellings(LiteralTrie trie, int[] order, int[] fail, int words)
    {
        var tells = new ulong[]?[trie.Count];
        foreach (var node in order)
        {
            var own = trie.ToldAt(node);
            var inherited = tells[fail[node]];
            if (own.Count == 0)
            {
                tells[node] = inherited;
                continue;
            }

            var all = inherited is null ? new ulong[words] : (ulong[])inherited.Clone();
            foreach (var bit in own) all[bit >> 6] |= 1UL << (bit & 63);
            tells[node] = all;
        }

        return tells;
    }
}
