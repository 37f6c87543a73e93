namespace Gateway.Simulation;

/// <summary>Virtual time: whatever is due happens in its order, and nothing takes any time by itself. Ticks are 100 ns.</summary>
internal sealed class World(int seed)
{
    private readonly PriorityQueue<Action, (long At, long Order)> _due = new();
    private long _order;

    public long Now { get; private set; }

    public Random Random { get; } = new(seed);

    /// <summary>What a server's clock reads.</summary>
    public long Microseconds => MicrosecondsAt(Now);

    public static long MicrosecondsAt(long ticks) => 1_700_000_000_000_000 + (ticks / TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset TimeOf(long ticks) => DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000).AddTicks(ticks);

    public void At(long time, Action action) => _due.Enqueue(action, (Math.Max(time, Now), _order++));

    public void After(TimeSpan delay, Action action) => At(Now + delay.Ticks, action);

    public void Run(TimeSpan until)
    {
        while (_due.TryPeek(out _, out var due) && due.At <= until.Ticks)
        {
            Now = due.At;
            _due.Dequeue()();
        }

        Now = until.Ticks;
    }
}

/// <summary>A machine's clock: it starts somewhere, and runs a little fast or slow.</summary>
/// <param name="world">What passes.</param>
/// <param name="offset">What it shows at the beginning.</param>
/// <param name="rate">How much faster than time it runs.</param>
internal sealed class MachineClock(World world, long offset, double rate) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => offset + world.Now + (long)(world.Now * (rate - 1));

    public override DateTimeOffset GetUtcNow() => throw new NotSupportedException("Limits must not depend on the wall clock.");
}
