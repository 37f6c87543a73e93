namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// Requests that wait for a place, by priority. The newest goes first: while more come than fit, the oldest have waited for nothing
/// already, and serving them in order would make everybody wait as long. Not synchronized: its limiter's lock is held.
/// </summary>
/// <param name="capacity">The most that wait.</param>
internal sealed class WaitingLine(int capacity)
{
    private readonly LinkedList<WaitingRequest>[] _classes = [new(), new(), new(), new()];

    public int Count { get; private set; }

    /// <summary>Adds a request.</summary>
    /// <param name="request">The newcomer.</param>
    /// <param name="displaced">Who had to leave: the oldest of the lowest priority, when there was no room.</param>
    /// <returns>False when there is no room and nobody of at most its own priority who would have to leave.</returns>
    public bool TryAdd(WaitingRequest request, out WaitingRequest? displaced)
    {
        displaced = null;
        if (Count >= capacity)
        {
            displaced = OldestOfAtMost(request.Priority);
            if (displaced is null) return false;
            Remove(displaced);
        }

        _classes[(int)request.Priority].AddLast(request.Node);
        Count++;
        return true;
    }

    /// <summary>The newest of a priority; null when nobody waits.</summary>
    public WaitingRequest? Newest(RequestPriority priority) => _classes[(int)priority].Last?.Value;

    /// <summary>Who has waited longest of all; null when nobody waits.</summary>
    public WaitingRequest? Oldest()
    {
        WaitingRequest? oldest = null;
        foreach (var waiting in _classes)
            if (waiting.First?.Value is { } first && (oldest is null || first.Due < oldest.Due)) oldest = first;
        return oldest;
    }

    /// <returns>False when it does not wait any more.</returns>
    public bool Remove(WaitingRequest request)
    {
        if (request.Node.List is not { } list) return false;
        list.Remove(request.Node);
        Count--;
        return true;
    }

    private WaitingRequest? OldestOfAtMost(RequestPriority priority)
    {
        for (var lowest = RequestPriority.Low; lowest >= priority; lowest--)
            if (_classes[(int)lowest].First?.Value is { } oldest) return oldest;
        return null;
    }
}
