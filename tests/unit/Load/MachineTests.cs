using Gateway.LoadTests;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;

namespace Gateway.UnitTests.Load;

public sealed class MachineTests
{
    private const string Metrics = """
        # TYPE gateway_store_calls_total counter
        gateway_store_calls_total{outcome="answered"} 41
        gateway_store_calls_total{outcome="timeout"} 2
        gateway_store_calls_total_other 7
        dotnet_gc_heap_total_allocated_bytes_total 1.5e+06 1795308529706

        """;

    [Theory]
    [InlineData("0-1", 1, "0", "1")]
    [InlineData("0-3,8", 2, "0,1", "2,3,8")]
    [InlineData("2,5", 1, "2", "5")]
    public void CoreSplit_SeveralCores_ServersAndLoadAreApart(string allowed, int servers, string server, string load)
    {
        Assert.Equal(new CoreSplit(server, load, servers), CoreSplit.Of(allowed, servers));
    }

    [Fact]
    public void CoreSplit_OneCore_IsNotPinnedAndSaysSo()
    {
        var split = CoreSplit.Of("0", 1);

        Assert.Null(split.Server);
        Assert.Contains("shared", split.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void CoreSplit_NoCoreLeftForTheLoad_IsRefused()
    {
        Assert.Throws<LoadTestException>(() => CoreSplit.Of("0-1", 2));
    }

    [Fact]
    public void MachineTime_StatLine_IdleAndStolenTimeAreNotBusy()
    {
        Assert.Equal(new MachineTime(10 + 20 + 30 + 6 + 7, 8, 10 + 20 + 30 + 4000 + 500 + 6 + 7 + 8), MachineTime.Parse("cpu  10 20 30 4000 500 6 7 8 9 9"));
    }

    [Fact]
    public void ResidentMemory_StatusLines_KilobytesAreRead()
    {
        Assert.Equal(104_448L * 1024, Gateway.LoadTests.Processes.ResidentMemory.Parse(["VmHWM:\t  200000 kB", "VmRSS:\t  104448 kB"]));
    }

    [Fact]
    public void Counters_Difference_IsWithoutWhatAskingCosts()
    {
        // Asking took one second of processor time at the begin and two at the end.
        var before = new Gateway.LoadTests.Contenders.Counters(TimeSpan.FromSeconds(11)) { ProcessorTimeBeforeAsking = TimeSpan.FromSeconds(10) };
        var after = new Gateway.LoadTests.Contenders.Counters(TimeSpan.FromSeconds(18)) { ProcessorTimeBeforeAsking = TimeSpan.FromSeconds(16) };

        Assert.Equal(TimeSpan.FromSeconds(5), (after - before).ProcessorTime);
        Assert.Equal(TimeSpan.FromSeconds(10), (after + after - (before + before)).ProcessorTime);
        Assert.Equal(TimeSpan.FromSeconds(7), (new Gateway.LoadTests.Contenders.Counters(TimeSpan.FromSeconds(18)) - before).ProcessorTime);
    }

    [Fact]
    public void PrometheusText_Series_AreSummedByLabel()
    {
        Assert.Equal(43, PrometheusText.Sum(Metrics, "gateway_store_calls_total"));
        Assert.Equal(41, PrometheusText.Sum(Metrics, "gateway_store_calls_total", "outcome=\"answered\""));
        Assert.Equal(0, PrometheusText.Sum(Metrics, "gateway_store_calls_total", "outcome=\"invalid\""));
        Assert.Equal(1_500_000, PrometheusText.Sum(Metrics, "dotnet_gc_heap_total_allocated_bytes_total"));
        Assert.Null(PrometheusText.Sum(Metrics, "gateway_store"));
    }
}
