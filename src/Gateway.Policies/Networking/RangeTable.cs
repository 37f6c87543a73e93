using System.Numerics;

namespace Gateway.Policies.Networking;

/// <summary>
/// Sorted, disjoint address ranges. Networks are either nested or disjoint, so merging them once leaves a lookup of log2(n) comparisons,
/// which is never more than the prefix length that a trie would walk, and two flat arrays instead of a node per bit.
/// </summary>
internal sealed class RangeTable<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly T[] _first;
    private readonly T[] _last;

    public RangeTable(List<(T First, T Last)> ranges)
    {
        ranges.Sort();
        var merged = new List<(T First, T Last)>(ranges.Count);
        foreach (var range in ranges)
        {
            // Neighbours are joined, too, so that Covers sees 10.0.0.0/9 and 10.128.0.0/9 as 10.0.0.0/8.
            if (merged.Count > 0 && (merged[^1].Last == T.MaxValue || range.First <= merged[^1].Last + T.One))
                merged[^1] = (merged[^1].First, T.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        _first = [.. merged.Select(r => r.First)];
        _last = [.. merged.Select(r => r.Last)];
    }

    public int Count => _first.Length;

    public bool Contains(T value) => Covers(value, value);

    /// <summary>True when every value from first to last is in the table.</summary>
    public bool Covers(T first, T last)
    {
        var index = Array.BinarySearch(_first, first);
        if (index < 0) index = ~index - 1;
        return index >= 0 && last <= _last[index];
    }

    public bool SameAs(RangeTable<T> other) => _first.AsSpan().SequenceEqual(other._first) && _last.AsSpan().SequenceEqual(other._last);
}
