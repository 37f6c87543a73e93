namespace Gateway.Policies.RateLimit.Windows;

/// <summary>Windows one after the other, by the clock of the world: each has all its permits from its beginning.</summary>
internal sealed class FixedWindow : LimitWindow
{
    private readonly long _ticks;
    private readonly RateLimitPeriod _period;
    private readonly TimeZoneInfo? _zone;
    private WindowSpan _last = new(0, 0);

    /// <param name="length">The length of the windows, which begin at multiples of it since 1970.</param>
    public FixedWindow(TimeSpan length) => (_ticks, Identity) = (length.Ticks, "fixed");

    /// <param name="period">The period; minutes and hours are those of UTC.</param>
    /// <param name="zone">Where days, weeks and months begin.</param>
    public FixedWindow(RateLimitPeriod period, TimeZoneInfo zone)
    {
        (_period, Identity) = (period, $"fixed {period} {zone.Id}");
        if (period is RateLimitPeriod.Minute or RateLimitPeriod.Hour) _ticks = Length(period).Ticks;
        else _zone = zone;
    }

    public override string Identity { get; }

    public override long CountedTicks => _ticks > 0 ? _ticks : Length(_period).Ticks;

    /// <summary>How long a period is, the longest one of the kind.</summary>
    public static TimeSpan Length(RateLimitPeriod period) => period switch
    {
        RateLimitPeriod.Minute => TimeSpan.FromMinutes(1),
        RateLimitPeriod.Hour => TimeSpan.FromHours(1),
        RateLimitPeriod.Day => TimeSpan.FromDays(1),
        RateLimitPeriod.Week => TimeSpan.FromDays(7),
        _ => TimeSpan.FromDays(31),
    };

    /// <summary>The window that an instant lies in.</summary>
    public WindowSpan At(DateTimeOffset time)
    {
        var ticks = time.UtcTicks;
        var last = Volatile.Read(ref _last);
        if (ticks >= last.Start && ticks < last.End) return last;
        var span = _zone is null ? Plain(ticks) : Calendar(ticks, _zone);
        // A race makes the same span twice; either may stay.
        Volatile.Write(ref _last, span);
        return span;
    }

    private WindowSpan Plain(long ticks)
    {
        var start = ticks - Modulo(ticks - DateTime.UnixEpoch.Ticks, _ticks);
        return new(start, start + _ticks);
    }

    private WindowSpan Calendar(long ticks, TimeZoneInfo zone)
    {
        var first = First(DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(ticks, DateTimeKind.Utc), zone)));
        // Where the clocks are set back over midnight, the local date is once more that of the day before.
        while (CalendarStart.Of(Next(first), zone) is var end && end <= ticks) first = Next(first);
        var start = CalendarStart.Of(first, zone);
        return new(start, CalendarStart.Of(Next(first), zone));
    }

    private DateOnly First(DateOnly day) => _period switch
    {
        RateLimitPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        RateLimitPeriod.Month => new(day.Year, day.Month, 1),
        _ => day,
    };

    private DateOnly Next(DateOnly first) => _period switch
    {
        RateLimitPeriod.Week => first.AddDays(7),
        RateLimitPeriod.Month => first.AddMonths(1),
        _ => first.AddDays(1),
    };

    private static long Modulo(long a, long b) => ((a % b) + b) % b;
}

/// <summary>A window, in ticks of UTC.</summary>
/// <param name="Start">The first tick.</param>
/// <param name="End">The first tick after it.</param>
internal sealed record WindowSpan(long Start, long End);
