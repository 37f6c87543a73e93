using System.Globalization;
using Gateway.Policies.Events;

namespace Gateway.Policies.Redis;

/// <summary>One event for each change of state, however many requests meet the outage.</summary>
internal sealed class StoreAlarm(IEventSink events, TimeProvider time)
{
    private readonly string _of = "";
    private long _since;

    private StoreAlarm(IEventSink events, TimeProvider time, string node)
        : this(events, time) => _of = $"node {node}: ";

    /// <summary>What it was told, for who asks.</summary>
    public StoreHealth Health { get; private init; } = new(time);

    /// <summary>The same for one server of several; they share the health.</summary>
    public StoreAlarm Of(string node) => new(events, time, node) { Health = Health };

    public void Unavailable(StoreFailure failure, string? detail)
    {
        Health.Failed(failure, detail);
        Health.Left();
        _since = time.GetTimestamp();
        events.Write(new SecurityEvent
        {
            Event = "store.unavailable",
            Outcome = "failure",
            Reason = RedisMetrics.Name(failure),
            Note = detail is null ? $"{_of}OnStoreFailure of each rule decides" : $"{_of}{detail}; OnStoreFailure of each rule decides",
        });
    }

    public void Recovered()
    {
        Health.Returned();
        events.Write(new SecurityEvent
        {
            Event = "store.recovered",
            Outcome = "success",
            Note = string.Create(CultureInfo.InvariantCulture, $"{_of}after {time.GetElapsedTime(_since).TotalSeconds:0.0} s"),
        });
    }
}
