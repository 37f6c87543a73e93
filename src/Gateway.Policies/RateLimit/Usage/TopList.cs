namespace Gateway.Policies.RateLimit.Usage;

/// <summary>Keeps so many partitions: those that are used most, then those that refuse and are asked most. Memory is bounded by what it keeps.</summary>
/// <param name="most">How many.</param>
internal sealed class TopList(int most)
{
    private readonly PriorityQueue<LimitUse, Rank> _kept = new(most + 1);

    public void Add(LimitUse use)
    {
        _kept.Enqueue(use, Rank.Of(use));
        if (_kept.Count > most) _kept.Dequeue();
    }

    /// <summary>The first one is used most.</summary>
    public IReadOnlyList<LimitUse> ToList() => [.. _kept.UnorderedItems.OrderByDescending(static i => i.Priority).Select(static i => i.Element)];

    // The name last, so that the order of equals is the same each time.
    private readonly record struct Rank(double Used, long Refused, double PerSecond, UInt128 Partition) : IComparable<Rank>
    {
        public static Rank Of(LimitUse use) => new(use.Used, use.Refused, use.PerSecond ?? 0, use.Partition);

        public int CompareTo(Rank other)
        {
            var order = Used.CompareTo(other.Used);
            if (order == 0) order = Refused.CompareTo(other.Refused);
            if (order == 0) order = PerSecond.CompareTo(other.PerSecond);
            return order != 0 ? order : Partition.CompareTo(other.Partition);
        }
    }
}
