namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// What the server's time probably is: a guess with which windows of the calendar are asked for. The server says when it is wrong, so a
/// replica's clock decides nothing.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private long _ahead;

    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    /// <summary>The server said what its time is.</summary>
    public void Set(long seconds, long microseconds)
    {
        var server = DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond);
        Volatile.Write(ref _ahead, server - time.GetUtcNow().UtcTicks);
    }
}
