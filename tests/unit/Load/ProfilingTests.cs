using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Profiling;
using Gateway.LoadTests.Scenarios;

namespace Gateway.UnitTests.Load;

public sealed class ProfilingTests
{
    private const string Collections = "7f02 instance int32 [System.Private.CoreLib] System.Collections.Generic.HashSet`1[System.__Canon]::FindItemIndex(!0)[OptimizedTier1] (/tmp/perf-1.map)";
    private const string ResponseHeaders = "7f03 instance void [Microsoft.AspNetCore.Server.Kestrel.Core] Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpResponseHeaders::SetValueFast(string,valuetype [Microsoft.Extensions.Primitives]Microsoft.Extensions.Primitives.StringValues)[OptimizedTier1] (/tmp/perf-1.map)";
    private const string SecurityHeaders = "7f04 instance void [Gateway.Policies] Gateway.Policies.SecurityHeaders.SecurityHeadersStage::Apply(class Gateway.Policies.Pipeline.Exchange)[OptimizedTier1] (/tmp/perf-1.map)";
    private const string Write = "7f05 instance void [Microsoft.AspNetCore.Server.Kestrel.Core] Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpProtocol::FirstWriteAsyncInternal()[OptimizedTier1] (/tmp/perf-1.map)";
    private const string Requests = "7f06 instance void [Microsoft.AspNetCore.Server.Kestrel.Core] Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpProtocol+<ProcessRequests>d__237`1[System.__Canon]::MoveNext()[OptimizedTier1] (/tmp/perf-1.map)";
    private const string Resumed = "7f07 void [System.Private.CoreLib] System.Threading.ExecutionContext::RunInternal(class System.Threading.ExecutionContext,class System.Threading.ContextCallback,object)[OptimizedTier1] (/tmp/perf-1.map)";
    private const string Box = "7f08 instance void [System.Private.CoreLib] System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1+AsyncStateMachineBox`1[Yarp.ReverseProxy.Forwarder.ForwarderError,Yarp.ReverseProxy.Forwarder.HttpForwarder+<SendAsync>d__8]::MoveNext()[OptimizedTier1] (/tmp/perf-1.map)";
    private const string Client = "7f09 instance void [System.Net.Http] System.Net.Http.HttpConnection+<SendAsync>d__56::MoveNext()[OptimizedTier1] (/tmp/perf-1.map)";
    private const string Ahead = "d4b3 [unknown] (/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/System.Net.Sockets.dll)";
    private const string Runtime = "46cd71 [unknown] (/usr/share/dotnet/libcoreclr.so)";

    // Leaf first, as perf prints them.
    private static readonly (Step? Step, string Thread, string[] Frames)[] Stacks =
    [
        (Step.KernelSending, "TP Worker", ["ff01 tcp_v4_rcv ([kernel.kallsyms])", "ff02 __x64_sys_sendto ([kernel.kallsyms])", "ff03 entry_SYSCALL_64_after_hwframe ([kernel.kallsyms])", "12 __send (/usr/lib/libc.so.6)", Client]),
        (Step.KernelSending, "TP Worker", ["ff03 entry_SYSCALL_64 ([kernel.kallsyms])", "12 __send (/usr/lib/libc.so.6)", Client]),
        (Step.KernelReceiving, "TP Worker", ["ff01 __skb_datagram_iter ([kernel.kallsyms])", "ff02 __sys_recvfrom ([kernel.kallsyms])", "12 __libc_recv (/usr/lib/libc.so.6)", Client]),
        (Step.KernelWaiting, ".NET Sockets", ["ff01 sock_poll ([kernel.kallsyms])", "ff02 __x64_sys_epoll_wait ([kernel.kallsyms])", "12 epoll_wait (/usr/lib/libc.so.6)", Ahead]),
        (Step.KernelWaiting, "TP Worker", ["ff01 schedule ([kernel.kallsyms])", "ff02 __x64_sys_futex ([kernel.kallsyms])", "12 __futex_abstimed_wait_common (/usr/lib/libc.so.6)", Runtime]),
        (Step.KernelOther, "TP Worker", ["ff01 asm_sysvec_reschedule_ipi ([kernel.kallsyms])", Client]),
        (null, "TP Worker", ["ff01 native_read_msr ([kernel.kallsyms])", "ff02 x86_pmu_disable_all ([kernel.kallsyms])", "ff03 __x64_sys_sendto ([kernel.kallsyms])", "12 __send (/usr/lib/libc.so.6)"]),
        (Step.OpenSsl, "TP Worker", ["1a CRYPTO_gcm128_setiv (/usr/lib/libcrypto.so.3)"]),
        (Step.Sockets, ".NET Sockets", [Ahead, Runtime]),
        (Step.GatewayHeaders, "TP Worker", [Collections, ResponseHeaders, SecurityHeaders, Write, Requests]),
        (Step.KestrelResponse, "TP Worker", ["12 __memmove_avx_unaligned_erms (/usr/lib/libc.so.6)", ResponseHeaders, Write, Requests]),
        (Step.KestrelRest, "TP Worker", [Collections, Requests, Runtime]),
        (Step.KestrelRest, "TP Worker", [ResponseHeaders, Resumed]),
        (Step.Yarp, ".NET Sockets", [Resumed, Box, Client, Ahead]),
        (Step.HttpClient, ".NET Sockets", [Resumed, Client, Ahead]),
        (Step.RuntimeMemory, "TP Worker", ["12 __memset_avx2_unaligned_erms (/usr/lib/libc.so.6)", Runtime, Client]),
        (Step.RuntimeCompiler, "TP Worker", [Runtime, "1b [unknown] (/usr/share/dotnet/libclrjit.so)", Client]),
        (Step.RuntimeCompiler, ".NET Tiered Com", ["12 __strcmp_avx2 (/usr/lib/libc.so.6)"]),
        (Step.RuntimeStubs, "TP Worker", ["7f01 stub ReportStubBlock<VSD_DispatchStub> (/tmp/perf-1.map)", Client]),
        (Step.RuntimeRest, "TP Worker", [Resumed, Runtime]),
    ];

    [Fact]
    public void Attribution_AScriptOfPerf_EverySampleIsInItsStep()
    {
        using var script = new StringReader(Script());

        var samples = PerfScript.Read(script).ToList();

        Assert.Equal(20, samples.Count);
        Assert.All(samples.Zip(Stacks), static pair => Assert.Equal(pair.Second.Step, Attribution.Of(pair.First)?.Step));
        Assert.All(samples.Zip(Stacks), static pair => Assert.Equal(pair.Second.Frames.Length, pair.First.Frames.Count));
    }

    [Fact]
    public void StepCounts_AScriptOfPerf_SharesAreTheWholeWithoutTheProfiler()
    {
        using var script = new StringReader(Script());

        var counts = StepCounts.Of(PerfScript.Read(script));

        Assert.Equal(19, counts.Total);
        Assert.Equal(2.0 / 19, counts.Share(Step.KernelSending), 10);
        Assert.Equal(1, Enum.GetValues<Step>().Sum(counts.Share), 10);
        Assert.Equal(("Gateway.Policies.SecurityHeaders.SecurityHeadersStage.Apply", 1.0 / 19), Assert.Single(counts.Codes(Step.GatewayHeaders, 3)));
    }

    [Fact]
    public void StepCounts_NothingSeen_SharesAreNothing()
    {
        Assert.Equal(0, new StepCounts().Share(Step.Yarp));
    }

    [Fact]
    public void Steps_All_HaveTitlesOfTheirOwn()
    {
        var titles = Enum.GetValues<Step>().Select(static s => s.Title()).ToList();

        Assert.Equal(26, titles.Distinct().Count());
    }

    [Theory]
    [InlineData("184467,,instructions:u,1000,100.00,,\n", 184467.0)]
    [InlineData("Some warning\n1.5e+06,,instructions:u,1000,100.00,,\n", 1_500_000.0)]
    [InlineData("<not supported>,,instructions:u,0,100.00,,\n", null)]
    [InlineData("<not counted>,,instructions:u,0,0.00,,\n", null)]
    [InlineData("", null)]
    public void Instructions_AsPerfSaysThem_AreReadOrLeftOut(string said, double? expected)
    {
        Assert.Equal(expected, PerfRecorder.InstructionsOf(said));
    }

    [Fact]
    public void Report_TwoServers_StandsSideBySideAndLeavesOutWhatNeitherDoes()
    {
        var gateway = Measured("gateway", 60, 3000, instructions: 150_000);
        gateway.Time.Add(Step.GatewayPipeline, "Gateway.Policies.Pipeline.PlanRunner.RunAsync", 1);
        gateway.Time.Add(Step.KernelSending, "tcp_sendmsg", 3);
        gateway.Allocated.Add(Step.GatewayPipeline, "Gateway.Policies.Pipeline.PlanRunner.RunAsync", "Box`1[Read|39]");
        var yarp = Measured("yarp", 40, 2000, instructions: 90_000);
        yarp.Time.Add(Step.KernelSending, "tcp_sendmsg", 7);
        var report = new ProfileReport(gateway, yarp);

        var table = report.ToMarkdown(conditions: null);

        Assert.Contains("| **gateway**: pipeline | 15.0 | 0.0 | +15.0 | 3,000 | 0 | +3,000 |", table, StringComparison.Ordinal);
        Assert.Contains("| kernel: sending | 45.0 | 40.0 | +5.0 | 0 | 0 | 0 |", table, StringComparison.Ordinal);
        Assert.Contains("| **together** | 60.0 | 40.0 | +20.0 | 3,000 | 2,000 | +1,000 |", table, StringComparison.Ordinal);
        Assert.Contains("| `` Box`1[Read\\|39] `` | 3,000 | 0 | +3,000 |", table, StringComparison.Ordinal);
        Assert.Contains("gateway 150,000, bare YARP 90,000, difference 60,000", table, StringComparison.Ordinal);
        Assert.DoesNotContain("routing", table, StringComparison.Ordinal);
        Assert.Contains("15.00 µs  Gateway.Policies.Pipeline.PlanRunner.RunAsync", report.Details(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_InstructionsAreNotCounted_TheirLineIsLeftOut()
    {
        var table = new ProfileReport(Measured("gateway", 60, 3000, instructions: null), Measured("yarp", 40, 2000, instructions: null)).ToMarkdown(conditions: null);

        Assert.DoesNotContain("Instructions", table, StringComparison.Ordinal);
    }

    private static Profile Measured(string contender, double microseconds, double bytes, double? instructions) => new(
        new Case(contender, Scenario.Tls, Protocol.Http1),
        new Sample(1000, 1000, 0, TimeSpan.Zero, TimeSpan.Zero) { ProcessorMicroseconds = microseconds, Busy = 1, AllocatedBytes = bytes },
        new StepCounts(),
        new AllocatedBytes())
    {
        Instructions = instructions,
    };

    private static string Script() => string.Join("\n\n", Stacks.Select(static s => $"{s.Thread} \n\t{string.Join("\n\t", s.Frames)}")) + "\n";
}
