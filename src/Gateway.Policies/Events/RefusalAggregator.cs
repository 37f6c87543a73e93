using System.Collections.Concurrent;

namespace Gateway.Policies.Events;

/// <summary>
/// Keeps a flood of refusals from pushing other evidence out: each source has its own count, and the number of sources that are told
/// apart is bounded. Nothing is forgotten: an event is written in full or counted in exactly one record.
/// </summary>
internal sealed class RefusalAggregator(int maxSources, RefusalLane lane)
{
    // Policies are few; the bound only guards against a caller that puts something variable into the name.
    private const int MaxPolicies = 256;

    private readonly ConcurrentDictionary<RefusalKey, RefusalCounter> _counters = new();
    private int _sources;
    private int _policies;

    /// <summary>How many counters there are: at most the sources told apart, and one for the rest of each policy.</summary>
    public int Tracked => _counters.Count;

    /// <summary>Takes a refusal in; true when it is written in full.</summary>
    public bool Add(SecurityEvent e, DateTimeOffset at)
    {
        var key = RefusalKey.Of(e);
        bool inFull;
        while (!Counter(key).TryAdd(e, at, lane, out inFull))
        {
        }

        return inFull;
    }

    /// <summary>Ends the interval and hands over the records of what was only counted.</summary>
    public void Close(DateTimeOffset at, Queue<QueuedEvent> records)
    {
        foreach (var (key, counter) in _counters)
        {
            // Removed before it is closed: whoever still holds it finds it closed and looks again.
            _counters.TryRemove(key, out _);
            if (key.Client.Kind == ClientNetworkKind.Others) Interlocked.Decrement(ref _policies);
            else Interlocked.Decrement(ref _sources);
            if (counter.Close(key) is { } record) records.Enqueue(new QueuedEvent(record, at));
        }
    }

    private RefusalCounter Counter(RefusalKey key)
    {
        if (_counters.TryGetValue(key, out var counter)) return counter;
        if (TryCreate(key, ref _sources, maxSources) is { } own) return own;
        var ofPolicy = key.OthersOfPolicy();
        if (_counters.TryGetValue(ofPolicy, out counter)) return counter;
        return TryCreate(ofPolicy, ref _policies, MaxPolicies) ?? TryCreate(RefusalKey.Others, ref _policies, int.MaxValue)!;
    }

    private RefusalCounter? TryCreate(RefusalKey key, ref int count, int limit)
    {
        if (Interlocked.Increment(ref count) <= limit)
        {
            var created = new RefusalCounter();
            var counter = _counters.GetOrAdd(key, created);
            if (!ReferenceEquals(counter, created)) Interlocked.Decrement(ref count);
            return counter;
        }

        Interlocked.Decrement(ref count);
        return null;
    }
}
