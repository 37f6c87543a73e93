using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Limits;

namespace Gateway.UnitTests.Load;

public sealed class LimitPairResultsTests
{
    [Fact]
    public void Ratios_AreTakenRoundByRound()
    {
        // The second round was twice as slow for both.
        var results = new LimitPairResults([Round(1000, 1), Round(500, 1)], [Round(950, 1), Round(475, 1)], [Round(300, 1.0), Round(300, 3.0)], [Round(300, 1.1), Round(300, 3.1)], 300);
        Assert.Equal(0.95, results.Ratio.Median, 6);
        Assert.Equal(0.1, results.AddedP99.Median, 6);
        Assert.Equal([], results.Faults());
        Assert.Contains("in the process: **0.950**", results.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("99th percentile: **0.10 ms**", results.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_FailuresAndRedisThatDidNotDecide_AreTold()
    {
        var results = new LimitPairResults([Round(1000, 1)], [Round(950, 1) with { Degraded = 0.2 }], [Round(300, 1) with { Failures = 3 }], [Round(300, 1)], 300);
        Assert.Equal(["3 requests failed; allowed: 0", "Redis did not decide; allowed: at most 5 % of the requests decided without it"], results.Faults());
    }

    private static Sample Round(double rate, double p99) =>
        new(rate, 1000, 0, TimeSpan.FromMilliseconds(p99 / 2), TimeSpan.FromMilliseconds(p99)) { ProcessorMicroseconds = 100, Busy = 1, StoreCalls = 0.01, Degraded = 0 };
}
