using System.Buffers;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary>
/// Finds any of many phrases in one pass (Aho and Corasick): a trie of folded bytes, each node with the node of its longest
/// proper suffix. Nodes are numbered level by level, so that the children of one are neighbours and a node costs 13 bytes.
/// </summary>
internal sealed class PhraseSet
{
    private readonly byte[] labels;
    private readonly int[] firstChild;
    private readonly int[] suffix;
    private readonly int[] found;
    private readonly int[] rootChild = new int[256];
    private readonly SearchValues<byte> firstBytes;

    public PhraseSet(IEnumerable<byte[]> phrases)
    {
        Phrases = [.. Fold(phrases)];
        var trie = new PhraseTrie(Phrases);
        (labels, firstChild, suffix, found) = (trie.Labels, trie.FirstChild, trie.Suffix, trie.Found);
        for (var value = 0; value < 256; value++) rootChild[value] = Child(0, CBytes.ToLower((byte)value));
        firstBytes = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => rootChild[b] > 0).Select(b => (byte)b)]);
    }

    /// <summary>The phrases in lower case, each once, none empty.</summary>
    public IReadOnlyList<byte[]> Phrases { get; }

    /// <summary>The phrase that ends first and, of several with that end, the longest.</summary>
    public bool TryFind(ReadOnlySpan<byte> value, out Found place)
    {
        place = Found.None;
        var node = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (node == 0)
            {
                var skipped = value[i..].IndexOfAny(firstBytes);
                if (skipped < 0) return false;
                i += skipped;
                node = rootChild[value[i]];
            }
            else
            {
                node = Next(node, value[i]);
            }

            var length = found[node];
            if (length == 0) continue;
            place = new Found(i + 1 - length, length);
            return true;
        }

        return false;
    }

    private int Next(int node, byte value)
    {
        var folded = CBytes.ToLower(value);
        for (; node != 0; node = suffix[node])
        {
            var child = Child(node, folded);
            if (child > 0) return child;
        }

        return rootChild[value];
    }

    private int Child(int node, byte label)
    {
        var start = firstChild[node];
        var at = labels.AsSpan(start, firstChild[node + 1] - start).IndexOf(label);
        return at < 0 ? 0 : start + at;
    }

    private static IEnumerable<byte[]> Fold(IEnumerable<byte[]> phrases)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var phrase in phrases)
        {
            var folded = Array.ConvertAll(phrase, CBytes.ToLower);
            if (folded.Length > 0 && seen.Add(System.Text.Encoding.Latin1.GetString(folded))) yield return folded;
        }
    }
}
