using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Latency;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;
using Gateway.LoadTests.Transfers;

namespace Gateway.UnitTests.Load;

public sealed class GoalTests
{
    [Fact]
    public void Verdict_FloorAndCeiling_SayWhetherTheyAreMet()
    {
        Assert.Equal("≥ 0.9: met", Goal.AtLeast(0.9).Verdict(0.9));
        Assert.Equal("≥ 0.9: **missed**", Goal.AtLeast(0.9).Verdict(0.89));
        Assert.Equal("≤ 0.3 ms: met", Goal.AtMost(0.3, " ms").Verdict(-0.1));
        Assert.Equal("≤ 120.0 MB: **missed**", Goal.AtMost(120, " MB").Verdict(121));
    }

    [Theory]
    [InlineData(0.95, 0.8)] // Saturated: the rates decide.
    [InlineData(0.5, 0.5)] // The load generator was the limit, and the rates are its own: processor time decides.
    public void Judged_IsWhatTheServerLimited(double busy, double judged)
    {
        var pair = new Pairing([Round(800, 100, busy), Round(400, 100, busy)], [Round(1000, 50, busy), Round(500, 50, busy)]);
        Assert.Equal(0.8, pair.Rate.Median, 6);
        Assert.Equal(0.5, pair.Processor.Median, 6);
        Assert.Equal(judged, pair.Judged, 6);
    }

    [Fact]
    public void Transfers_Schema_AddsTheDifferenceOfProcessorTimes()
    {
        var none = new Dictionary<Case, List<Sample>>();
        var results = new TransferResults(none, none, none, new Dictionary<Case, List<Sample>>
        {
            [TransferCases.Unchecked] = [Round(1000, 50, 1), Round(1000, 70, 1), Round(1000, 50, 1)],
            [TransferCases.Checked] = [Round(1000, 58, 1), Round(1000, 79, 1), Round(1000, 57, 1)],
        });

        Assert.Equal(8, results.AddedBySchema.Median, 6);
        Assert.Contains("**8.0 µs** of processor time (7.5 to 8.5 in the middle half of the rounds; goal ≤ 10.0 µs: met)", results.ToMarkdown(), StringComparison.Ordinal);
        Assert.Empty(results.Faults());
    }

    [Fact]
    public void Transfers_Catalogue_HasFourSizesOverBothProtocolsAndAnOrderOfAKilobyte()
    {
        Assert.Equal(8, TransferCases.Bodies.Count);
        Assert.All(TransferCases.Bodies, static pair => Assert.Equal(pair.Gateway with { Contender = CaseCatalog.Yarp }, pair.Yarp));
        Assert.InRange(Payload.Order.Bytes, 1000, 1100);
        Assert.Equal(Payload.Order.Bytes, Payload.Order.Content().Length);
    }

    [Fact]
    public void Latency_Added_IsTakenRoundByRound()
    {
        var results = new LatencyResults(new Dictionary<Case, List<Sample>>
        {
            [LatencyCases.Yarp] = [At(1), At(5), At(1)],
            [LatencyCases.Anonymous] = [At(1.1), At(5.1), At(1.1)],
            [LatencyCases.Chain] = [At(1.25), At(5.5), At(1.2)],
        }, 1000);

        Assert.Equal(0.25, results.AddedTo(LatencyCases.Chain, static s => s.P99).Median, 6);
        Assert.Contains("≤ 0.3 ms: met", results.ToMarkdown(), StringComparison.Ordinal);
        Assert.Empty(results.Faults());
        Assert.Equal(3, (results with { Rate = 1200 }).Faults().Count);
    }

    private static Sample At(double p99) => Round(1000, 50, 0.5) with { P99 = TimeSpan.FromMilliseconds(p99), Degraded = 0 };

    private static Sample Round(double rate, double processor, double busy) =>
        new(rate, 1000, 0, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)) { ProcessorMicroseconds = processor, Busy = busy };
}
