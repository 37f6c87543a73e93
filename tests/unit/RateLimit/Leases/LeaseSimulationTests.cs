using Gateway.Simulation;

namespace Gateway.UnitTests.RateLimit.Leases;

/// <summary>
/// The lease code of many replicas in virtual time, against a judge that sees every admission. What is asserted is exact: the judge
/// overflows if and only if some interval got more than burst + rate × length.
/// </summary>
public sealed class LeaseSimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Chaos_CrashesPausesLossReorderDriftAndStorms_NeverAdmitsMore(int seed)
    {
        var scenario = Scenario.Chaos(seed);
        var result = SimulationRun.Of(scenario);

        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        Assert.InRange(result.MostUnspent, 1, scenario.Leasable);
        Assert.True(result.Failed > 0 && result.Requests > 5_000, "nothing was tried");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Chaos_OverrunAllTheTime_NeverAdmitsMore_AndStillServes(int seed)
    {
        var scenario = Scenario.Chaos(seed) with { Replicas = 2 + (3 * seed % 7), Permits = 400, Burst = 1000, Demand = 4000, MostCost = 1, Second = null, Percent = 5, Skew = seed / 3.0, Storms = 0.3 };
        var result = SimulationRun.Of(scenario);
        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        Assert.InRange(result.MostUnspent, 1, scenario.Leasable);
        Assert.InRange((double)result.Permits / result.Ideal, 0.85, 1);
    }

    [Theory]
    [InlineData(1, 900)]
    [InlineData(8, 900)]
    [InlineData(4, 1000)]
    [InlineData(1, 1200)]
    [InlineData(8, 1200)]
    [InlineData(50, 1500)]
    public void Steady_WithoutFaults_AdmitsWhatOneExactCounterWould(int replicas, double demand)
    {
        var result = SimulationRun.Of(new Scenario { Replicas = replicas, Demand = demand, Skew = 0.5 });
        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        Assert.InRange((double)result.Permits / result.Ideal, 0.95, 1.0);
        Assert.InRange(result.MostUnspent, 1, 50);
        Assert.Equal(0, result.Failed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public void Quota_MoreDemandThanPermits_IsUsedUpExactly(int replicas)
    {
        var result = SimulationRun.Of(new Scenario { Replicas = replicas, Demand = 500, Skew = 1, Window = TimeSpan.FromDays(1) });
        Assert.Equal((1000L, 0L), (result.Permits, result.Excess));
    }

    [Fact]
    public void Saturation_EqualDemand_NoReplicaStarves()
    {
        var result = SimulationRun.Of(new Scenario { Replicas = 8, Demand = 10_000 });
        Assert.Equal(0, result.Excess);
        Assert.All(result.AdmittedBy, admitted => Assert.InRange(admitted, result.Admitted / 16, result.Admitted / 4));
    }

    [Fact]
    public void HotKey_TenThousandASecond_NeedsFewCalls()
    {
        Assert.InRange(SimulationRun.Of(new Scenario { Replicas = 1, Demand = 10_000 }).CallsPerAdmitted, 0, 0.05);
        Assert.InRange(SimulationRun.Of(new Scenario { Replicas = 1, Demand = 10_000, Permits = 20_000, Burst = 20_000 }).CallsPerAdmitted, 0, 0.005);
        Assert.InRange(SimulationRun.Of(new Scenario { Replicas = 8, Demand = 10_000, Permits = 20_000, Burst = 20_000 }).CallsPerAdmitted, 0, 0.02);
    }

    [Theory]
    [InlineData(2, 1000)]
    [InlineData(4, 1000)]
    [InlineData(8, 1000)]
    [InlineData(8, 2000)]
    [InlineData(8, 4000)]
    public void Overrun_SeveralReplicas_TakeTurns_ThatNeedFewCallsAndLoseNothing(int replicas, int permits)
    {
        var result = SimulationRun.Of(new Scenario { Replicas = replicas, Demand = 10_000, Permits = permits, Burst = permits, Length = TimeSpan.FromSeconds(30) });
        Assert.Equal((0L, 0L, 0L), (result.Excess, result.Breach, result.Failed));
        // The burst of the first moment, of which nobody can know that it is one, included.
        Assert.InRange(result.CallsPerAdmitted, 0, 0.05);
        Assert.InRange(result.MostUnspent, 1, permits / 20);
        Assert.All(result.AdmittedBy, n => Assert.InRange(n, result.Admitted * 0.9 / replicas, result.Admitted * 1.1 / replicas));
        // Once overrun, exactly what refills.
        var from = result.Samples.First(s => s.Ticks >= TimeSpan.FromSeconds(5).Ticks);
        Assert.InRange((result.Samples[^1].Permits - from.Permits) / 25.0 / permits, 0.99, 1.01);
    }

    [Fact]
    public void Overrun_UnequalDemand_EveryReplicaHasItsTurn()
    {
        var result = SimulationRun.Of(new Scenario { Replicas = 8, Demand = 10_000, Skew = 1, Length = TimeSpan.FromSeconds(20) });
        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        Assert.All(result.AdmittedBy, n => Assert.InRange(n, result.Admitted / 20, result.Admitted / 4));
        Assert.InRange(result.CallsPerAdmitted, 0, 0.08);
    }

    [Theory]
    [InlineData(4, 900)]
    [InlineData(8, 700)]
    public void Overrun_Ended_DemandBelowTheLimitIsMetAgain(int replicas, double demand)
    {
        var scenario = new Scenario { Replicas = replicas, Demand = 10_000, Change = (TimeSpan.FromSeconds(5), demand), Length = TimeSpan.FromSeconds(15) };
        var result = SimulationRun.Of(scenario);
        Assert.Equal((0L, 0L), (result.Excess, result.Breach));
        var from = result.Samples.First(s => s.Ticks >= TimeSpan.FromSeconds(5.5).Ticks);
        var (asked, admitted) = (result.Samples[^1].Requests - from.Requests, result.Samples[^1].Permits - from.Permits);
        Assert.InRange((double)admitted / asked, 0.97, 1);
    }

    [Fact]
    public void Faults_Ended_AdmissionIsWhatItWas()
    {
        var scenario = new Scenario
        {
            Replicas = 6,
            Demand = 3000,
            Crashes = 3,
            Pauses = 1,
            Network = new Network { Loss = 0.05, Late = 0.05, FaultsUntil = TimeSpan.FromSeconds(10) },
            FaultsUntil = TimeSpan.FromSeconds(10),
            Length = TimeSpan.FromSeconds(30),
        };
        var result = SimulationRun.Of(scenario);
        Assert.Equal(0, result.Excess);
        // The longest pause ends eight seconds after the last fault.
        var from = result.Samples.First(s => s.Ticks >= TimeSpan.FromSeconds(20).Ticks);
        Assert.InRange((result.Samples[^1].Permits - from.Permits) / 10.0, 950, 1010);
    }

    [Fact]
    public void Store_LosesItsMemory_AdmitsTheBurstOnceMoreAtMost()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var result = SimulationRun.Of(new Scenario { Seed = seed, Demand = 5000, Restarts = [TimeSpan.FromSeconds(4)], Length = TimeSpan.FromSeconds(8) });
            Assert.InRange(result.Excess, 1, 1000);
        }
    }
}
