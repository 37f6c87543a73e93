using System.Globalization;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

/// <summary>Retry-After is right to the second: a client that waits it passes, one that comes a second earlier does not.</summary>
public sealed class RetryAfterTests
{
    public static TheoryData<RateLimitAlgorithm, int, double, double> Cases()
    {
        var cases = new TheoryData<RateLimitAlgorithm, int, double, double>();
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
            foreach (var (permits, window) in new[] { (1, 60.0), (3, 7.0), (7, 100.0), (10, 3600.0), (5, 12.5) })
                foreach (var offset in new[] { 0, 0.25, 1.9999999, 3.5 })
                    cases.Add(algorithm, permits, window, offset);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RetryAfter_OfARefusal_IsTheFirstSecondThatPasses(RateLimitAlgorithm algorithm, int permits, double window, double offset)
    {
        var seconds = Refused(algorithm, permits, window, offset, out var early);
        if (seconds > 1)
        {
            Advance(early, TimeSpan.FromSeconds(seconds - 1));
            Assert.False(Decide(Stage(early, algorithm, permits, window), From()).IsContinue);
        }

        early.Dispose();
        Assert.Equal(seconds, Refused(algorithm, permits, window, offset, out var inTime));
        Advance(inTime, TimeSpan.FromSeconds(seconds));
        Assert.True(Decide(Stage(inTime, algorithm, permits, window), From()).IsContinue);
        inTime.Dispose();
    }

    // Uses the limit up, with the requests spread, and waits for so long.
    private static long Refused(RateLimitAlgorithm algorithm, int permits, double window, double offset, out RateLimitHarness harness)
    {
        harness = new RateLimitHarness();
        var stage = Stage(harness, algorithm, permits, window);
        // A window of the clock that has just begun.
        for (var i = 0; i < permits; i++)
        {
            Assert.True(Decide(stage, From()).IsContinue);
            Advance(harness, TimeSpan.FromMilliseconds(17));
        }

        Advance(harness, TimeSpan.FromSeconds(offset));
        // What has refilled meanwhile.
        for (var i = 0; i < permits; i++)
        {
            var exchange = From();
            var decision = Decide(stage, exchange);
            if (decision.IsContinue) continue;
            var header = decision.Rejection!.Headers.Single(h => h.Key == "Retry-After").Value.ToString();
            var told = exchange.RateLimitItems!;
            Assert.EndsWith($";t={header}", told, StringComparison.Ordinal);
            return long.Parse(header, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    private static Gateway.Policies.Pipeline.RequestStage Stage(RateLimitHarness harness, RateLimitAlgorithm algorithm, int permits, double window) =>
        harness.ByAddress(Options(("r", new RateLimitRule { Algorithm = algorithm, Permits = permits, Window = TimeSpan.FromSeconds(window), By = ["Address"] })))!;

    private static void Advance(RateLimitHarness harness, TimeSpan time)
    {
        harness.Time.Advance(time);
        harness.Time.WallClock += time;
    }
}
