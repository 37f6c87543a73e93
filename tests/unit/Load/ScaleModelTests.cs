using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Replicas;

namespace Gateway.UnitTests.Load;

public sealed class ScaleModelTests
{
    private static readonly ScaleInputs Inputs = new(10_000, 20);

    [Theory]
    // docs/limits.md and docs/benchmarks.md: what the lease code was seen to need.
    [InlineData(1, 20_000, 10_000, 0.0015)]
    [InlineData(8, 20_000, 10_000, 0.012)]
    [InlineData(1, 50_000, 13_000, 0.0006)]
    public void CallsPerRequest_WhatWasMeasured_IsMet(int replicas, double burst, double rate, double measured)
    {
        Assert.Equal(measured, ScaleModel.CallsPerRequest(replicas, burst, rate / replicas), 4);
    }

    [Theory]
    [InlineData(8, 39, 1000)] // A burst without leases.
    [InlineData(8, 100_000, 19)] // Too seldom on a replica.
    [InlineData(64, 1000, 100)] // Leases of less than a permit.
    public void CallsPerRequest_WhereLeasesDoNotPay_IsOne(int replicas, double burst, double rate)
    {
        Assert.Equal(1, ScaleModel.CallsPerRequest(replicas, burst, rate));
    }

    [Fact]
    public void CallsPerRequest_MoreReplicasThanLease_TheOthersAsk()
    {
        Assert.Equal(0.36, ScaleModel.CallsPerRequest(100, 1e12, 10_000), 6);
    }

    [Fact]
    public void Of_OneKeyOnAHundredReplicas_IsMoreThanAnyMaster()
    {
        var need = ScaleModel.Of(new Traffic("one", 1, 100, 60), 1e6, Inputs);

        Assert.True(need.BusiestKey > ScaleModel.CallsPerMaster(Inputs));
        Assert.Equal(30_000, ScaleModel.CallsPerMaster(Inputs), 6);
        Assert.Equal(167, ScaleModel.Cores(1e6, Inputs));
        Assert.Contains("| the master of that key |", ScaleTable.Of(Inputs), StringComparison.Ordinal);
    }

    [Fact]
    public void RedisInfo_ItsAnswer_TimesAndScripts()
    {
        var info = RedisInfo.Parse("$9\r\n# CPU\r\nused_cpu_sys:1.500000\r\nused_cpu_user:2.250000\r\nused_cpu_sys_children:9.0\r\n# Commandstats\r\ncmdstat_evalsha:calls=100,usec=2500,usec_per_call=25.00,rejected_calls=0,failed_calls=0\r\ncmdstat_eval:calls=2,usec=100,usec_per_call=50.00\r\n+OK\r\n");

        Assert.Equal(new RedisInfo(TimeSpan.FromSeconds(3.75), 102, TimeSpan.FromMicroseconds(2600)), info);
    }
}
