using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Routes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.UnitTests.Load;

public sealed class RoutesResultsTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void OfReloads_RequestsUnderWayAtAnyTime_AreCounted()
    {
        var reload = new ReloadMoment(10 * Second, 10 * Second + 300_000);
        TimedRequest[] requests =
        [
            new(9 * Second, 999_999), // over before
            new(10 * Second - 5_000, 40_000), // sent before, answered during
            new(10 * Second + 10, 2_000),
            new(11 * Second + 10, 90_000), // sent after the second
        ];

        Assert.Equal([new SecondOfLoad(40, 40, 2)], ReloadLatencies.OfReloads(requests, [reload]));
        Assert.Equal(300, reload.Milliseconds);
    }

    [Fact]
    public void OfReloads_SlowReload_IsLookedAtToItsEnd()
    {
        var reload = new ReloadMoment(10 * Second, 12 * Second);

        Assert.Equal(90, ReloadLatencies.OfReloads([new(11 * Second + 10, 90_000)], [reload]).Single().HighestMilliseconds);
    }

    [Fact]
    public void OfQuiet_SecondsOfOpeningReloadAndAftermath_AreLeftOut()
    {
        // One request each tenth of a second for ten seconds; the reload at five.
        var requests = Enumerable.Range(0, 100).Select(static i => new TimedRequest(i * Second / 10, 1_000 + i)).ToList();

        var quiet = ReloadLatencies.OfQuiet(requests, [new ReloadMoment(5 * Second + 1, 5 * Second + 200_000)]);

        // Seconds 2, 3, 4 and 8; 0 and 1 open connections, 5 to 7 are the reload's, 9 is not whole.
        Assert.Equal([1.029, 1.039, 1.049, 1.089], quiet.Select(static q => q.HighestMilliseconds));
    }

    [Fact]
    public void P99_OfAHundred_IsTheLastButOne()
    {
        var requests = Enumerable.Range(1, 100).Select(static i => new TimedRequest(10 * Second + 1, i * 1000)).ToList();

        Assert.Equal([new SecondOfLoad(99, 100, 100)], ReloadLatencies.OfReloads(requests, [new ReloadMoment(10 * Second, 10 * Second + 1)]));
    }

    [Fact]
    public void Markdown_Goals_AreSaidPlainly()
    {
        var reload = new ReloadResults(4000, [new(0, 400_000), new(0, 600_000)], [new(5, 30, 100), new(6, 60, 100)], [new(2, 8, 100)], 0);
        var results = new RoutesResults([Round(1000, 50), Round(500, 100)], [Round(980, 51), Round(490, 102)], reload);

        Assert.Equal(0.98, results.Rate.Median, 6);
        Assert.Equal(1.02, results.Processor.Median, 6);
        Assert.Equal([], results.Faults());
        var text = results.ToMarkdown();
        Assert.Contains("Processor time of a request: **1.020** (1.020 to 1.020); goal: at most 1.05, met.", text, StringComparison.Ordinal);
        Assert.Contains("serving it: **500 ms**, at most 600 ms; goal: under 1,000 ms, met.", text, StringComparison.Ordinal);
        Assert.Contains("in the seconds of reloads: **60.0 ms**; goal: at most 50 ms, missed.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_FailuresAndNoQuietSecond_AreTold()
    {
        var results = new RoutesResults([Round(1000, 50)], [Round(1000, 50) with { Failures = 2 }], new ReloadResults(4000, [], [], [], 7));

        Assert.Equal(["2 requests failed; allowed: 0", "7 requests failed during the reloads; allowed: 0", "no second without a reload"], results.Faults());
    }

    [Fact]
    public void Scenario_Routes_AreAsManyAsItSays()
    {
        Assert.Equal(999, Scenario.ManyRoutes.Paths.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(9, Scenario.FewRoutes.Paths.Count);
        Assert.Equal(["/jwt/orders/42"], Scenario.Jwt.Paths);
        // Equally long: what a longer path costs is not what is measured.
        Assert.Equal(Scenario.FewRoutes.Paths[^1].Length, Scenario.ManyRoutes.Paths[^1].Length);
    }

    [Fact]
    public void ParseTimed_LogOfH2load_HasStartAndDuration()
    {
        Assert.Equal([new TimedRequest(1795308529706123, 812)], H2LoadLog.ParseTimed(["1795308529706123\t200\t812", "broken"]));
    }

    private static Sample Round(double rate, double microseconds) =>
        new(rate, 1000, 0, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)) { ProcessorMicroseconds = microseconds, Busy = 1 };
}
