namespace Gateway.SecLang.Operators;

/// <summary>Builds the arrays of a <see cref="PhraseSet"/>: node 0 is the root, the children of node n are numbers <c>FirstChild[n]</c> up to <c>FirstChild[n + 1]</c>.</summary>
internal sealed class PhraseTrie
{
    public PhraseTrie(IReadOnlyList<byte[]> phrases)
    {
        // Sorted, the phrases below a node are one range, so that the levels can be written down without a temporary tree.
        var sorted = phrases.ToArray();
        Array.Sort(sorted, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        var labels = new List<byte> { 0 };
        var parents = new List<int> { 0 };
        var lengths = new List<int> { 0 };
        var firstChild = new List<int>();
        var ranges = new List<(int Start, int End)> { (0, sorted.Length) };
        for (var node = 0; node < labels.Count; node++)
        {
            firstChild.Add(labels.Count);
            var depth = node == 0 ? 0 : lengths[node];
            var (start, end) = ranges[node];
            while (start < end && sorted[start].Length == depth) start++;
            while (start < end)
            {
                var label = sorted[start][depth];
                var stop = start + 1;
                while (stop < end && sorted[stop][depth] == label) stop++;
                labels.Add(label);
                parents.Add(node);
                lengths.Add(depth + 1);
                ranges.Add((start, stop));
                start = stop;
            }
        }

        firstChild.Add(labels.Count);
        (Labels, FirstChild) = ([.. labels], [.. firstChild]);
        Suffix = new int[labels.Count];
        Found = new int[labels.Count];
        for (var node = 1; node < labels.Count; node++)
        {
            // Levels come in order: all that a suffix needs is there already.
            Suffix[node] = parents[node] == 0 ? 0 : SuffixOf(Suffix[parents[node]], Labels[node]);
            Found[node] = sorted[ranges[node].Start].Length == lengths[node] ? lengths[node] : Found[Suffix[node]];
        }
    }

    public byte[] Labels { get; }

    public int[] FirstChild { get; }

    /// <summary>The node of the longest proper suffix that the trie has.</summary>
    public int[] Suffix { get; }

    /// <summary>The length of the longest phrase that ends here; 0: none does.</summary>
    public int[] Found { get; }

    private int SuffixOf(int node, byte label)
    {
        while (true)
        {
            var start = FirstChild[node];
            var at = Labels.AsSpan(start, FirstChild[node + 1] - start).IndexOf(label);
            if (at >= 0) return start + at;
            if (node == 0) return 0;
            node = Suffix[node];
        }
    }
}
