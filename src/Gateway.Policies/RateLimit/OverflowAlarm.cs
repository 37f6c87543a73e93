using Gateway.Policies.Events;

namespace Gateway.Policies.RateLimit;

/// <summary>Counts every take from an overflow bucket, and tells the operator once a minute that the table is full.</summary>
internal sealed class OverflowAlarm(MonotonicClock clock, RateLimitMetrics metrics, IEventSink? events)
{
    private const long Silence = TimeSpan.TicksPerMinute;
    private long _silentUntil = long.MinValue;

    public void Raise(BucketRule rule)
    {
        metrics.Overflowed(rule.Name);
        if (events is null) return;
        var now = clock.Now;
        var silentUntil = Volatile.Read(ref _silentUntil);
        if (now < silentUntil || Interlocked.CompareExchange(ref _silentUntil, now + Silence, silentUntil) != silentUntil) return;
        events.Write(new SecurityEvent
        {
            Event = "rate-limit.overflow",
            Outcome = "failure",
            Policy = "RateLimit",
            Reason = "partitions-exhausted",
            Note = $"rule {rule.Name}: no room for a new partition; those without a bucket share one",
        });
    }
}
