namespace Gateway.Policies.RateLimit;

/// <summary>Ticks of 100 ns since the process began to count. Not the wall clock: a time server that sets it must not empty or fill buckets.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly long _frequency = time.TimestampFrequency;

    /// <summary>Rounded down: time that has not quite passed refills nothing.</summary>
    public long Now
    {
        get
        {
            var elapsed = time.GetTimestamp() - _start;
            return _frequency switch
            {
                1_000_000_000 => elapsed / 100,
                TimeSpan.TicksPerSecond => elapsed,
                _ => (long)((Int128)elapsed * TimeSpan.TicksPerSecond / _frequency),
            };
        }
    }
}
