namespace Gateway.Policies.Validation.Inventory;

/// <summary>
/// Counts names of which there may be any number in a fixed number of places, by "space saving" (Metwally, Agrawal, El Abbadi: Efficient Computation of
/// Frequent and Top-k Elements in Data Streams, 2005): a newcomer takes the place of the rarest and its count, so that what is frequent stays, and a
/// stranger who makes names up cannot push it out or fill the memory.
/// </summary>
internal sealed class FrequentNames(int places)
{
    private readonly Dictionary<(UndeclaredKind, string), Counter> _counters = [];
    private readonly Lock _lock = new();

    /// <summary>Names given up because there was no place.</summary>
    public long GivenUp { get; private set; }

    public void Add(UndeclaredKind kind, string name)
    {
        lock (_lock)
        {
            if (_counters.TryGetValue((kind, name), out var counter))
            {
                counter.Count++;
                return;
            }

            long surplus = 0;
            if (_counters.Count >= places)
            {
                var rarest = _counters.MinBy(static c => c.Value.Count);
                surplus = rarest.Value.Count;
                _counters.Remove(rarest.Key);
                GivenUp++;
            }

            _counters[(kind, name)] = new Counter { Count = surplus + 1, Surplus = surplus };
        }
    }

    /// <summary>All that have a place, the most frequent first.</summary>
    public IReadOnlyList<UndeclaredUse> List()
    {
        lock (_lock)
        {
            return [.. _counters.Select(static c => new UndeclaredUse(c.Key.Item1, c.Key.Item2, c.Value.Count, c.Value.Surplus)).OrderByDescending(static u => u.Count).ThenBy(static u => u.Name, StringComparer.Ordinal)];
        }
    }

    private sealed class Counter
    {
        public long Count { get; set; }

        public long Surplus { get; init; }
    }
}
