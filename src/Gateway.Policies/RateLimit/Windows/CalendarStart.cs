namespace Gateway.Policies.RateLimit.Windows;

/// <summary>When days begin in a time zone, in UTC: at the first instant whose local time is midnight or later.</summary>
/// <remarks>
/// Midnight may not exist (the clocks are set forward over it) or come twice (set back over it); the day then begins when the clocks jump,
/// or at the first midnight. So days never overlap and leave no gap, whatever a zone does.
/// </remarks>
internal static class CalendarStart
{
    private static readonly TimeSpan Around = TimeSpan.FromHours(36);

    /// <summary>The instant, in ticks of UTC.</summary>
    public static long Of(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var (early, late) = (midnight - Around, midnight + Around);
        var (before, after) = (zone.GetUtcOffset(early), zone.GetUtcOffset(late));
        if (before == after) return (midnight - before).Ticks;
        var jump = Jump(zone, early.Ticks, late.Ticks, before);
        var old = (midnight - before).Ticks;
        return old < jump ? old : Math.Max(jump, (midnight - after).Ticks);
    }

    // The first tick with another offset than before.
    private static long Jump(TimeZoneInfo zone, long early, long late, TimeSpan before)
    {
        while (late - early > 1)
        {
            var middle = early + ((late - early) / 2);
            if (zone.GetUtcOffset(new DateTime(middle, DateTimeKind.Utc)) == before) early = middle;
            else late = middle;
        }

        return late;
    }
}
