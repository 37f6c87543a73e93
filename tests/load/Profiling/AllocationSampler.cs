using System.Diagnostics.Tracing;
using Gateway.Benchmarks.Support;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Gateway.LoadTests.Profiling;

/// <summary>What a process allocates, and where: its runtime tells of about every hundred thousandth byte, with the type and the stack.</summary>
internal sealed class AllocationSampler(TempFolder folder)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long GarbageCollection = 1;
    private const int BufferMegabytes = 256;

    public async Task<AllocatedBytes> SampleAsync(int process, int seconds, CancellationToken cancellation)
    {
        var trace = folder.PathOf("allocations.nettrace");
        var client = new DiagnosticsClient(process);
        using (var session = await client.StartEventPipeSessionAsync([new EventPipeProvider(Runtime, EventLevel.Verbose, GarbageCollection)], requestRundown: true, BufferMegabytes, cancellation))
        {
            await using var file = File.Create(trace);
            var copy = session.EventStream.CopyToAsync(file, cancellation);
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation);
            // The names of all methods come last.
            await session.StopAsync(cancellation);
            await copy;
        }

        return Read(trace);
    }

    private AllocatedBytes Read(string trace)
    {
        var converted = TraceLog.CreateFromEventPipeDataFile(trace, folder.PathOf("allocations.etlx"));
        var found = new AllocatedBytes();
        using (var log = new TraceLog(converted))
        {
            foreach (var tick in log.Events.ByEventType<GCAllocationTickTraceData>())
            {
                var (step, code) = Attribution.OfManaged(Methods(tick.CallStack())) ?? (Step.RuntimeRest, "");
                found.Add(step, code, tick.TypeName, tick.AllocationAmount64);
            }
        }

        File.Delete(converted);
        File.Delete(trace);
        return found;
    }

    private static IEnumerable<string> Methods(TraceCallStack? stack)
    {
        for (; stack is not null; stack = stack.Caller)
        {
            if (stack.CodeAddress.FullMethodName is not { Length: > 0 } name) continue;
            var arguments = name.IndexOf('(', StringComparison.Ordinal);
            yield return Frame.StateMachineOf(arguments < 0 ? name : name[..arguments]);
        }
    }
}
