namespace Gateway.Policies.RateLimit.Leases;

/// <summary>Times and sizes that decide how permits are leased. Ticks are 100 ns.</summary>
internal sealed class LeaseSettings
{
    /// <summary>How long a lease is spent, counted from before it was asked for.</summary>
    public const long DurationTicks = 3 * TimeSpan.TicksPerSecond;

    /// <summary>
    /// How long a lease of a window is spent: three quarters of what is left of the window, as three seconds are of the four that the store
    /// counts a lease for. A clock that runs at another speed does not carry it into the next window.
    /// </summary>
    public static long WindowTicks(long endsIn) => Math.Min(DurationTicks, endsIn / 4 * 3);

    /// <summary>Windows and segments shorter than this have no leases: hardly asked for, they would be over.</summary>
    public const long ShortestWindowTicks = 50 * TimeSpan.TicksPerMillisecond;

    /// <summary>How long a request waits for the store.</summary>
    public required long BudgetTicks { get; init; }

    /// <summary>All leases of a bucket together hold at most this part of its burst.</summary>
    public int Percent { get; init; } = 5;

    /// <summary>A lease is what is spent in the next 200 ms, as far as the limit allows.</summary>
    public const double AheadSeconds = 0.2;

    /// <summary>Permits a second below which a key is not worth a lease.</summary>
    public const double LeastDemand = 20;

    /// <summary>How long at most an empty bucket is left alone, so that one call fetches what many requests need.</summary>
    public const long BatchTicks = 50 * TimeSpan.TicksPerMillisecond;

    /// <summary>For how long the store's last word is believed: a bucket may be given permits back, or be deleted by an operator.</summary>
    public const long KnownTicks = TimeSpan.TicksPerSecond;

    /// <summary>Unspent permits return when nobody has asked for so long.</summary>
    public const long IdleTicks = 300 * TimeSpan.TicksPerMillisecond;

    /// <summary>How often leases are looked after.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Requests that may wait for one key's next call; more ask by themselves.</summary>
    public const int MostWaiting = 1024;
}
