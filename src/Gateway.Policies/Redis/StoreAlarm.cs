using System.Globalization;
using Gateway.Policies.Events;

namespace Gateway.Policies.Redis;

/// <summary>One event for each change of state, however many requests meet the outage.</summary>
internal sealed class StoreAlarm(IEventSink events, TimeProvider time)
{
    private long _since;

    /// <summary>What it was told, for who asks.</summary>
    public StoreHealth Health { get; private init; } = new(time);

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
            Note = detail is null ? "OnStoreFailure of each rule decides" : $"{detail}; OnStoreFailure of each rule decides",
        });
    }

    public void Recovered()
    {
        Health.Returned();
        events.Write(new SecurityEvent
        {
            Event = "store.recovered",
            Outcome = "success",
            Note = string.Create(CultureInfo.InvariantCulture, $"after {time.GetElapsedTime(_since).TotalSeconds:0.0} s"),
        });
    }
}
