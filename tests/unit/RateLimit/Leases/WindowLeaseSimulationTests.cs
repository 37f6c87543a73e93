using Gateway.Policies.RateLimit;
using Gateway.Simulation;

namespace Gateway.UnitTests.RateLimit.Leases;

/// <summary>Leases of windows, in virtual time: the judge counts every admission in the window in which it happens.</summary>
public sealed class WindowLeaseSimulationTests
{
    [Theory]
    [InlineData(9)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Chaos_CrashesPausesLossReorderDriftAndWindowTurns_NeverAdmitsMore(int seed)
    {
        var scenario = Scenario.ChaosInWindows(seed);
        var result = SimulationRun.Of(scenario);

        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        Assert.InRange(result.MostUnspent, 1, scenario.Leasable);
        Assert.True(result.Failed > 0 && result.Requests > 3_000, "nothing was tried");
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, 1, 900)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 8, 900)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 8, 1500)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 1, 900)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 8, 900)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 8, 1500)]
    public void Steady_WithoutFaults_AdmitsWhatOneExactCounterWould(RateLimitAlgorithm algorithm, int replicas, double demand)
    {
        var result = SimulationRun.Of(new Scenario { Algorithm = algorithm, Replicas = replicas, Demand = demand, Skew = 0.5 });
        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        // The counter gets the same requests, but decides a moment earlier: at an edge that is another window.
        Assert.InRange((double)result.Permits / result.Ideal, 0.95, 1.001);
        Assert.InRange(result.MostUnspent, 1, 50);
        Assert.Equal(0, result.Failed);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, 1)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 20)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 4)]
    public void Quota_MoreDemandThanPermits_IsUsedUpExactly(RateLimitAlgorithm algorithm, int replicas)
    {
        var result = SimulationRun.Of(new Scenario { Algorithm = algorithm, Replicas = replicas, Demand = 500, Skew = 1, Window = TimeSpan.FromDays(366) });
        Assert.Equal((1000L, 0L), (result.Permits, result.Excess));
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void Crashes_OverALongWindow_LoseNoMoreThanLeasesMayHold(RateLimitAlgorithm algorithm)
    {
        var result = SimulationRun.Of(new Scenario
        {
            Algorithm = algorithm,
            Replicas = 6,
            Demand = 600,
            Window = TimeSpan.FromDays(366),
            Burst = 10_000,
            Crashes = 8,
            Length = TimeSpan.FromSeconds(40),
        });
        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        // What a dead replica held counts as taken; what it did not is used up.
        Assert.InRange(result.Permits, 9_500, 9_999);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void HotKey_TenThousandASecond_NeedsFewCalls(RateLimitAlgorithm algorithm)
    {
        Assert.InRange(Calls(1, 1_000, 1), 0, 0.05);
        Assert.InRange(Calls(1, 20_000, 1), 0, 0.01);
        Assert.InRange(Calls(8, 20_000, 1), 0, 0.05);
        Assert.InRange(Calls(8, 600_000, 60), 0, 0.01);

        double Calls(int replicas, int limit, int seconds) => SimulationRun.Of(new Scenario
        {
            Algorithm = algorithm,
            Replicas = replicas,
            Demand = 10_000,
            Burst = limit,
            Window = TimeSpan.FromSeconds(seconds),
        }).CallsPerAdmitted;
    }
}
