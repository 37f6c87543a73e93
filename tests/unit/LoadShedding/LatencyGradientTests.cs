using Gateway.Policies.LoadShedding.Limits;

namespace Gateway.UnitTests.LoadShedding;

/// <summary>What the limit learns, in virtual time: a backend of 10 slots and 20 ms answers 500 a second, and three times as many come.</summary>
public sealed class LatencyGradientTests
{
    [Fact]
    public void Overload_OfEqualRequests_SettlesAtTheCapacityWithAShortQueue()
    {
        var backend = new SimulatedBackend();
        backend.Run(10);
        backend.Run(60);

        Assert.InRange(backend.Answered, 0.95 * 500 * 60, 500 * 60 + 20);
        Assert.InRange(backend.Median, 0.020, 0.033);
        Assert.InRange(backend.Gradient.Limit, 11, 20);
        Assert.InRange(backend.Gradient.Baseline, 0.0199 * TimeSpan.TicksPerSecond, 0.021 * TimeSpan.TicksPerSecond);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Overload_OfUnequalRequests_KeepsTheBackendBusyAndTheQueueShort(int scale)
    {
        foreach (var service in (Func<Random, double>[])[r => SimulatedBackend.Exponential(r, 0.020), r => SimulatedBackend.LogNormal(r, 0.020, 0.6)])
        {
            var backend = new SimulatedBackend { Service = service, Slots = 10 * scale, Rate = 1500 * scale };
            var random = new Random(1);
            var mean = Enumerable.Range(0, 100_000).Average(_ => service(random));
            backend.Run(10);
            backend.Run(60);

            Assert.InRange(backend.Answered, 0.85 * backend.Slots / mean * 60, 1.05 * backend.Slots / mean * 60);
            Assert.InRange(backend.Median, 0.5 * mean, 1.7 * mean);
        }
    }

    [Fact]
    public void Capacity_LostAndWon_IsFollowedWithinSeconds()
    {
        var backend = new SimulatedBackend();
        backend.Run(10);
        backend.Slots = 5;
        backend.Run(3);
        backend.Run(10);
        Assert.InRange(backend.Answered, 0.85 * 250 * 10, 250 * 10 + 20);
        Assert.InRange(backend.Gradient.Limit, 5, 11);

        backend.Slots = 20;
        backend.Run(3);
        backend.Run(10);
        Assert.InRange(backend.Answered, 0.95 * 1000 * 10, 1000 * 10 + 20);
    }

    [Fact]
    public void Backend_SlowerAltogether_IsNotTakenForAQueue()
    {
        var backend = new SimulatedBackend();
        backend.Run(10);
        backend.Service = static _ => 0.060;
        backend.Run(8);
        backend.Run(10);
        Assert.InRange(backend.Answered, 0.8 * 166 * 10, 170 * 10);

        backend.Service = static _ => 0.010;
        backend.Run(3);
        backend.Run(10);
        Assert.InRange(backend.Answered, 0.95 * 1000 * 10, 1000 * 10 + 20);
        Assert.InRange(backend.Median, 0.010, 0.030);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(20)]
    public void LowLoad_WithAnyJitter_DoesNotLowerTheLimit(double rate)
    {
        var backend = new SimulatedBackend { Rate = rate, Service = r => SimulatedBackend.LogNormal(r, 0.020, 1.2) };
        backend.Run(300);
        Assert.True(backend.LowestLimit >= SimulatedBackend.Defaults.InitialLimit, $"{backend.LowestLimit}");
        Assert.False(backend.Gradient.IsProbing);
    }

    [Fact]
    public void LoadBelowTheCapacity_ShedsNothing()
    {
        var backend = new SimulatedBackend { Rate = 350, Service = r => SimulatedBackend.LogNormal(r, 0.015, 0.6) };
        backend.Run(10);
        backend.Run(60);
        Assert.InRange(backend.Answered, 0.98 * 350 * 60, 1.03 * 350 * 60);
    }

    [Fact]
    public void Load_ThatEnds_LeavesNothingBehind()
    {
        var backend = new SimulatedBackend();
        backend.Run(20);
        backend.Rate = 100;
        backend.Run(0.2);
        backend.Run(1);
        // No recovery time: two of ten slots are in use, and the limit is above ten.
        Assert.InRange(backend.Answered, 75, 125);
        Assert.InRange(backend.Median, 0.0199, 0.021);
    }

    [Fact]
    public void Probes_OfABusyCluster_CostLessThanTwoPercent()
    {
        var backend = new SimulatedBackend(SimulatedBackend.Defaults with { ProbeInterval = TimeSpan.FromSeconds(60) });
        backend.Run(10);
        backend.Run(600);
        Assert.InRange(backend.Answered, 0.98 * 500 * 600, 500 * 600 + 20);
    }

    [Fact]
    public void RefusalsOfTheBackend_LowerTheLimitToItsMinimumAndNoFurther()
    {
        var gradient = new LatencyGradient(SimulatedBackend.Defaults, static () => 0.5);
        for (var ms = 0; ms < 60_000; ms += 5) gradient.Dropped(ms * TimeSpan.TicksPerMillisecond);
        Assert.Equal(SimulatedBackend.Defaults.MinLimit, gradient.Limit);
        // Fast answers among few refusals bring it back.
        for (var ms = 60_000; ms < 75_000; ms += 5)
        {
            var epoch = gradient.Started(ms % 4);
            gradient.Answered(ms * TimeSpan.TicksPerMillisecond, 20 * TimeSpan.TicksPerMillisecond, epoch);
        }

        Assert.True(gradient.Limit > SimulatedBackend.Defaults.MinLimit, $"{gradient.Limit}");
    }

    [Fact]
    public void Probe_ThatNobodyKeeps_IsGivenUpAndLearnsNothing()
    {
        // Report mode: what is over the limit goes on all the same.
        var gradient = new LatencyGradient(SimulatedBackend.Defaults, static () => 0.5);
        for (var ms = 0; ms < 20_000; ms += 2)
        {
            var epoch = gradient.Started(60);
            gradient.Answered(ms * TimeSpan.TicksPerMillisecond, 120 * TimeSpan.TicksPerMillisecond, epoch);
        }

        Assert.Equal(0, gradient.Baseline);
        Assert.Equal(SimulatedBackend.Defaults.InitialLimit, gradient.Limit);
    }

    [Fact]
    public void Bounds_WhateverComes_Hold()
    {
        var random = new Random(7);
        var gradient = new LatencyGradient(new GradientSettings(10, 5, 50, 1.1, TimeSpan.FromSeconds(5)), random.NextDouble);
        var now = 0L;
        for (var i = 0; i < 200_000; i++)
        {
            now += random.Next(1, 200_000);
            if (random.Next(50) == 0) gradient.Dropped(now);
            else gradient.Answered(now, random.Next(1, 10_000_000), gradient.Started(random.Next(1, 60)));
            Assert.InRange(gradient.Limit, 5, 50);
            Assert.InRange(gradient.Allowed, 5, 50);
        }
    }
}
