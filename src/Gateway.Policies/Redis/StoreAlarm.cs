using System.Globalization;
using Gateway.Policies.Events;

namespace Gateway.Policies.Redis;

/// <summary>One event for each change of state, however many requests meet the outage.</summary>
internal sealed class StoreAlarm(IEventSink events, TimeProvider time)
{
    public StoreHealth Health { get; } = new(time);

    public void Unavailable(StoreFailure failure, string? detail)
    {
        Health.Failed(failure, detail);
        Health.Left();
        events.Write(new SecurityEvent
        {
            Event = "store.unavailable",
            Outcome = "failure",
            Reason = RedisMetrics.Name(failure),
            Note = detail is null ? "OnStoreFailure of each rule decides" : $"{detail}; OnStoreFailure of each rule decides",
        });
    }

    public void Recovered() => events.Write(new SecurityEvent
    {
        Event = "store.recovered",
        Outcome = "success",
        Note = string.Create(CultureInfo.InvariantCulture, $"after {Health.Returned().TotalSeconds:0.0} s"),
    });
}
