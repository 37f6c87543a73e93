namespace Gateway.Policies.Events;

/// <summary>Counts audit records that found their queue full, until the loss can be recorded itself.</summary>
internal sealed class EventLosses
{
    private readonly Lock _gate = new();
    private long _count;
    private DateTimeOffset _first;
    private DateTimeOffset _last;

    public void Add(DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_count++ == 0) _first = at;
            _last = at;
        }
    }

    /// <summary>The record of the losses since the last call, or null.</summary>
    public SecurityEvent? Take()
    {
        if (Volatile.Read(ref _count) == 0) return null;
        lock (_gate)
        {
            var lost = new SecurityEvent
            {
                Event = "events.lost",
                Outcome = "failure",
                Reason = "queue-full",
                Note = "audit records lost because the output did not keep up",
                Count = _count,
                FirstSeen = _first,
                LastSeen = _last,
            };
            _count = 0;
            return lost;
        }
    }
}
