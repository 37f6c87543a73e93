namespace Gateway.LoadTests.Guard;

/// <summary>
/// Between which values the true median lies, from the ranks of what was seen: the median is below the k-th smallest of n values only when fewer than k of n tosses
/// of a coin show heads. That holds for noise of any shape, and needs neither a variance nor chance.
/// </summary>
internal static class MedianInterval
{
    /// <summary>The most that an end may be on the wrong side: 2.5 %, so that the interval is right in 95 of 100 runs or more.</summary>
    public const double WrongEnd = 0.025;

    /// <summary>Fewer values have no such interval.</summary>
    public const int FewestValues = 6;

    /// <exception cref="ArgumentException">There are too few values.</exception>
    public static (double Low, double High) Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length < FewestValues) throw new ArgumentException($"found {sorted.Length} values; allowed: at least {FewestValues}", nameof(values));
        var rank = RankOf(sorted.Length);
        return (sorted[rank - 1], sorted[^rank]);
    }

    /// <summary>The largest rank, counted from 1, that is above the true median with a probability of at most <see cref="WrongEnd"/>.</summary>
    public static int RankOf(int count)
    {
        var (ways, sum, rank) = (1.0, 0.0, 0);
        while (true)
        {
            sum += ways * Math.Pow(0.5, count);
            if (sum > WrongEnd) return rank;
            ways = ways * (count - rank) / (rank + 1);
            rank++;
        }
    }
}
