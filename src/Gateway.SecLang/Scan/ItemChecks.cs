using System.Numerics;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>For one kind of values: which items are candidates without a literal, and what the candidates must have besides.</summary>
internal sealed class ItemChecks
{
    private readonly ulong[] _always;
    private readonly int[] _minLengths;
    private readonly int[] _clauseStarts;
    private readonly ByteSet[] _clauses;

    public ItemChecks(Requirements?[] items, int words, bool literals)
    {
        _always = new ulong[words];
        _minLengths = Array.ConvertAll(items, i => i?.MinLength ?? int.MaxValue);
        _clauseStarts = new int[items.Length + 1];
        var clauses = new List<ByteSet>();
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is { } item)
            {
                if (!literals || item.Literals is null) _always[i >> 6] |= 1UL << (i & 63);
                clauses.AddRange(item.Clauses);
            }

            _clauseStarts[i + 1] = clauses.Count;
        }

        _clauses = [.. clauses];
    }

    public long Bytes => (_always.Length * 8L) + (_minLengths.Length * 8L) + (_clauses.Length * 32L);

    /// <summary>How many items are looked at for every value of this kind.</summary>
    public int Always => _always.Sum(BitOperations.PopCount);

    public void Decide(int length, ByteSet present, ReadOnlySpan<ulong> found, Span<ulong> candidates)
    {
        for (var word = 0; word < candidates.Length; word++)
        {
            var left = found[word] | _always[word];
            var kept = left;
            for (; left != 0; left &= left - 1)
            {
                var item = (word * 64) + BitOperations.TrailingZeroCount(left);
                if (length < _minLengths[item] || !HasAll(item, present)) kept &= ~(left & (0 - left));
            }

            candidates[word] = kept;
        }
    }

    private bool HasAll(int item, ByteSet present)
    {
        for (var i = _clauseStarts[item]; i < _clauseStarts[item + 1]; i++)
        {
            if (!_clauses[i].Overlaps(present)) return false;
        }

        return true;
    }
}
