using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.UnitTests.RateLimit.Windows;

public sealed class FixedWindowTests
{
    private static readonly TimeZoneInfo Utc = TimeZoneInfo.Utc;

    private static string Span(FixedWindow window, string at)
    {
        var span = window.At(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        return $"{new DateTime(span.Start, DateTimeKind.Utc):yyyy-MM-dd'T'HH:mm:ss} {new DateTime(span.End, DateTimeKind.Utc):yyyy-MM-dd'T'HH:mm:ss}";
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    [Theory]
    [InlineData(RateLimitPeriod.Minute, "2026-03-05T10:20:30Z", "2026-03-05T10:20:00 2026-03-05T10:21:00")]
    [InlineData(RateLimitPeriod.Hour, "2026-03-05T10:20:30Z", "2026-03-05T10:00:00 2026-03-05T11:00:00")]
    [InlineData(RateLimitPeriod.Day, "2026-03-05T23:59:59Z", "2026-03-05T00:00:00 2026-03-06T00:00:00")]
    [InlineData(RateLimitPeriod.Day, "2026-03-06T00:00:00Z", "2026-03-06T00:00:00 2026-03-07T00:00:00")]
    [InlineData(RateLimitPeriod.Week, "2026-03-05T10:20:30Z", "2026-03-02T00:00:00 2026-03-09T00:00:00")]
    [InlineData(RateLimitPeriod.Week, "2026-03-08T23:59:59Z", "2026-03-02T00:00:00 2026-03-09T00:00:00")]
    [InlineData(RateLimitPeriod.Week, "2026-03-09T00:00:00Z", "2026-03-09T00:00:00 2026-03-16T00:00:00")]
    [InlineData(RateLimitPeriod.Month, "2024-02-29T23:59:59Z", "2024-02-01T00:00:00 2024-03-01T00:00:00")]
    [InlineData(RateLimitPeriod.Month, "2026-02-28T23:59:59Z", "2026-02-01T00:00:00 2026-03-01T00:00:00")]
    [InlineData(RateLimitPeriod.Month, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00 2027-01-01T00:00:00")]
    public void Period_InUtc(RateLimitPeriod period, string at, string expected) => Assert.Equal(expected, Span(new FixedWindow(period, Utc), at));

    [Theory]
    // 23 and 25 hours.
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00 2026-03-29T22:00:00")]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00 2026-10-25T23:00:00")]
    // Midnight does not exist: the day begins at one o'clock.
    [InlineData("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00 2018-11-05T02:00:00")]
    // Midnight comes twice: the day begins at the first.
    [InlineData("America/Havana", "2026-11-01T04:30:00Z", "2026-11-01T04:00:00 2026-11-02T05:00:00")]
    [InlineData("America/Havana", "2026-11-01T05:30:00Z", "2026-11-01T04:00:00 2026-11-02T05:00:00")]
    // A whole day was left out.
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T10:00:00 2011-12-30T10:00:00")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00 2011-12-31T10:00:00")]
    public void Day_WhereTheClocksJump(string zone, string at, string expected) => Assert.Equal(expected, Span(new FixedWindow(RateLimitPeriod.Day, Zone(zone)), at));

    [Fact]
    public void Month_InAZone_BeginsAtItsMidnight()
    {
        Assert.Equal("2026-02-28T23:00:00 2026-03-31T22:00:00", Span(new FixedWindow(RateLimitPeriod.Month, Zone("Europe/Berlin")), "2026-03-31T21:59:59Z"));
        Assert.Equal("2026-03-31T22:00:00 2026-04-30T22:00:00", Span(new FixedWindow(RateLimitPeriod.Month, Zone("Europe/Berlin")), "2026-03-31T22:00:00Z"));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Havana")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Kathmandu")]
    public void Windows_OverTwentyYears_FollowEachOtherWithoutGapOrOverlap(string zone)
    {
        var examined = 0;
        foreach (var period in (RateLimitPeriod[])[RateLimitPeriod.Day, RateLimitPeriod.Week, RateLimitPeriod.Month])
        {
            var window = new FixedWindow(period, Zone(zone));
            var at = new DateTimeOffset(2008, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var span = window.At(at);
            while (at.Year < 2028)
            {
                // Another instance, so that nothing is remembered: first and last tick lie in it, the next does not.
                var fresh = new FixedWindow(period, Zone(zone));
                Assert.Equal(span, fresh.At(new DateTimeOffset(span.Start, TimeSpan.Zero)));
                Assert.Equal(span, new FixedWindow(period, Zone(zone)).At(new DateTimeOffset(span.End - 1, TimeSpan.Zero)));
                at = new DateTimeOffset(span.End, TimeSpan.Zero);
                var next = fresh.At(at);
                Assert.Equal(span.End, next.Start);
                Assert.InRange(next.End - next.Start, TimeSpan.FromHours(22).Ticks, TimeSpan.FromDays(31.1).Ticks);
                span = next;
                examined++;
            }
        }

        Assert.InRange(examined, 8500, 8700);
    }

    [Fact]
    public void Plain_Length_IsAlignedToTheEpoch() =>
        Assert.Equal("2026-03-05T10:20:30 2026-03-05T10:20:45", Span(new FixedWindow(TimeSpan.FromSeconds(15)), "2026-03-05T10:20:44.9Z"));
}
