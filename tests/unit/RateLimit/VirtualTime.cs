namespace Gateway.UnitTests.RateLimit;

/// <summary>Time that only a test moves; the wall clock can be set without moving it.</summary>
internal sealed class VirtualTime(long frequency = TimeSpan.TicksPerSecond) : TimeProvider
{
    private long _timestamp = 1_000;

    public DateTimeOffset WallClock { get; set; } = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => frequency;

    public override long GetTimestamp() => Volatile.Read(ref _timestamp);

    public override DateTimeOffset GetUtcNow() => WallClock;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _timestamp, (long)((Int128)time.Ticks * frequency / TimeSpan.TicksPerSecond));
}
