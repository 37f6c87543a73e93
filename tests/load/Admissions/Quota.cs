namespace Gateway.LoadTests.Admissions;

/// <summary>The limit that everybody is to hold, and how it is overrun.</summary>
/// <param name="Permits">Requests of one client in a window, over all instances.</param>
/// <param name="WindowSeconds">The window.</param>
/// <param name="Windows">How many windows the load lasts, less a part of one, so that it touches no other.</param>
/// <param name="PerSecond">Requests sent in a second, over all instances.</param>
internal sealed record Quota(int Permits, int WindowSeconds, int Windows, int PerSecond)
{
    /// <summary>The load ends so long before the last window.</summary>
    private const double Margin = 0.2;

    public TimeSpan Window => TimeSpan.FromSeconds(WindowSeconds);

    public TimeSpan Span => (Windows - Margin) * Window;

    /// <summary>Until the load may begin, so that it lies within so many windows of the clock: shortly after one has begun.</summary>
    public TimeSpan UntilStart(DateTimeOffset now)
    {
        var into = TimeSpan.FromTicks((now - DateTimeOffset.UnixEpoch).Ticks % Window.Ticks);
        var start = Margin / 4 * Window;
        return into <= start ? start - into : Window - into + start;
    }
}

/// <summary>How a server counts, and so what it may admit in a span.</summary>
internal enum Counting
{
    /// <summary>A token bucket or leaky bucket: a burst of one window's permits, then evenly.</summary>
    Bucket,

    /// <summary>At most the permits in any span of a window.</summary>
    Sliding,

    /// <summary>The permits in each window of the clock.</summary>
    Fixed,
}

internal static class Counted
{
    /// <summary>What one counter that sees every request may admit, by its own rule, in a span that begins with a window.</summary>
    public static double Allowed(this Counting counting, Quota quota, TimeSpan elapsed) => counting is Counting.Bucket
        ? quota.Permits * (1 + (elapsed / quota.Window))
        : quota.Permits * Math.Ceiling(elapsed / quota.Window);
}
