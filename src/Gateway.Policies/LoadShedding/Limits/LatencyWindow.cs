namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// Latencies of a window, for their median: a mean follows the slowest few, which say more about those requests than about the backend.
/// Beyond its size the newest replace the oldest.
/// </summary>
internal sealed class LatencyWindow
{
    /// <summary>How many are kept.</summary>
    public const int Size = 256;

    private readonly long[] _ticks = new long[Size];
    private long _added;

    public long Count => _added;

    public void Add(long ticks)
    {
        _ticks[_added % Size] = ticks;
        _added++;
    }

    /// <summary>The median; empties the window. At least one latency has been added.</summary>
    /// <param name="of">How many there are, when that is more than have been added: the others are longer.</param>
    public double TakeMedian(int of = 0)
    {
        var taken = _ticks.AsSpan(0, (int)Math.Min(_added, Size));
        taken.Sort();
        _added = 0;
        var count = Math.Max(taken.Length, of);
        var middle = Math.Min(count / 2, taken.Length - 1);
        return count % 2 == 1 || middle == 0 ? taken[middle] : (taken[middle - 1] + taken[middle]) / 2.0;
    }

    public void Clear() => _added = 0;
}
