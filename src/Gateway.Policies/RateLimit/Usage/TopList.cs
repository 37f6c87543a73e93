namespace Gateway.Policies.RateLimit.Usage;

/// <summary>Keeps so many partitions: those that are used most, then those that refuse and are asked most. Memory is bounded by what it keeps.</summary>
/// <param name="most">How many.</param>
internal sealed class TopList(int most)
{
    private static readonly Comparer<LimitUse> ByUse = Comparer<LimitUse>.Create(Compare);
    private readonly PriorityQueue<LimitUse, LimitUse> _kept = new(most + 1, ByUse);

    public void Add(LimitUse use)
    {
        _kept.Enqueue(use, use);
        if (_kept.Count > most) _kept.Dequeue();
    }

    /// <summary>The first one is used most.</summary>
    public IReadOnlyList<LimitUse> ToList() => [.. _kept.UnorderedItems.Select(static i => i.Element).OrderDescending(ByUse)];

    // The name last, so that the order of equals is the same each time.
    private static int Compare(LimitUse a, LimitUse b)
    {
        var order = a.Used.CompareTo(b.Used);
        if (order == 0) order = a.Refused.CompareTo(b.Refused);
        if (order == 0) order = (a.PerSecond ?? 0).CompareTo(b.PerSecond ?? 0);
        return order != 0 ? order : a.Partition.CompareTo(b.Partition);
    }
}
