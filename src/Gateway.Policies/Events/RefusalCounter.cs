using System.Threading.Channels;

namespace Gateway.Policies.Events;

/// <summary>One key's refusals within an interval: the first ones go to the queue in full, the rest are counted.</summary>
internal sealed class RefusalCounter
{
    private readonly Lock _gate = new();
    private SecurityEvent? _sample;
    private DateTimeOffset _first;
    private DateTimeOffset _last;
    private long _counted;
    private int _full;
    private bool _closed;

    /// <summary>Takes a refusal in; false when the interval ended meanwhile and a new counter has to be found.</summary>
    public bool TryAdd(SecurityEvent e, DateTimeOffset at, RefusalLane lane, out bool inFull)
    {
        lock (_gate)
        {
            inFull = false;
            if (_closed) return false;
            // Events that the queue has no room for are counted here too: the record of the flood is exact even when the output is stuck.
            if (_full < lane.FullPerKey && lane.TryWrite(new QueuedEvent(e, at), isFirst: _full == 0))
            {
                _full++;
                inFull = true;
                return true;
            }

            _sample ??= e;
            if (_counted++ == 0) _first = at;
            _last = at;
            return true;
        }
    }

    /// <summary>Ends the interval. The record of what was counted, or null when everything was written in full.</summary>
    public SecurityEvent? Close(RefusalKey key)
    {
        lock (_gate)
        {
            _closed = true;
            if (_counted == 0) return null;
            var others = key.Client.Kind == ClientNetworkKind.Others;
            return new SecurityEvent
            {
                Event = $"{key.Event}.aggregated",
                Outcome = key.Outcome,
                Policy = key.Policy,
                Reason = key.Reason,
                Note = others ? "sources beyond the number that is counted separately" : null,
                Route = key.Route,
                Resource = others ? null : _sample?.Resource,
                Status = others ? null : _sample?.Status,
                ClientAddress = key.Client.ToText(),
                Count = _counted,
                FirstSeen = _first,
                LastSeen = _last,
            };
        }
    }
}

/// <summary>An event with the moment it was reported.</summary>
internal readonly record struct QueuedEvent(SecurityEvent Event, DateTimeOffset At);

/// <summary>The bounded queue of refusals that are written in full.</summary>
internal sealed class RefusalLane(int capacity, int fullPerKey)
{
    private readonly Channel<QueuedEvent> _queue = Channel.CreateBounded<QueuedEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>How many refusals of one key are written in full in an interval.</summary>
    public int FullPerKey => fullPerKey;

    /// <summary>
    /// False when there is no room. The second half of the queue is kept for the first event of each key: what is known of a new
    /// source is worth more than the tenth record of an old one.
    /// </summary>
    public bool TryWrite(QueuedEvent e, bool isFirst) =>
        (isFirst || _queue.Reader.Count < capacity / 2) && _queue.Writer.TryWrite(e);

    public bool TryRead(out QueuedEvent e) => _queue.Reader.TryRead(out e);
}
