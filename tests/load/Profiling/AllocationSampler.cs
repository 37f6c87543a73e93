using System.Diagnostics.Tracing;
using System.Runtime.InteropServices;
using Gateway.Benchmarks.Support;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Gateway.LoadTests.Profiling;

/// <summary>
/// What a process allocates, and where: the runtime tells of bytes chosen at random, one in a hundred thousand, with the type and the stack. Its older ticks
/// come at a fixed distance, and with requests that all allocate the same, some types would be seen twice as often and others hardly ever.
/// </summary>
internal sealed class AllocationSampler(TempFolder folder)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long AllocationSampling = 0x80000000000;
    private const TraceEventID Sampled = (TraceEventID)303;

    // Kind of allocation (4 bytes) and number of the runtime (2); then the type's handle.
    private const int TypeHandle = 6;

    private const int BufferMegabytes = 256;

    public async Task<AllocatedBytes> SampleAsync(int process, int seconds, CancellationToken cancellation)
    {
        var trace = folder.PathOf("allocations.nettrace");
        var client = new DiagnosticsClient(process);
        using (var session = await client.StartEventPipeSessionAsync([new EventPipeProvider(Runtime, EventLevel.Informational, AllocationSampling)], requestRundown: true, BufferMegabytes, cancellation))
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
            foreach (var sample in log.Events)
            {
                if (sample.ID != Sampled || sample.ProviderName != Runtime) continue;
                var (step, code) = Attribution.OfManaged(Methods(sample.CallStack())) ?? (Step.RuntimeRest, "");
                found.Add(step, code, TypeOf(sample.EventData(), sample.PointerSize));
            }
        }

        File.Delete(converted);
        File.Delete(trace);
        return found;
    }

    // TraceEvent does not know this event yet.
    private static string TypeOf(ReadOnlySpan<byte> payload, int pointerSize)
    {
        var text = MemoryMarshal.Cast<byte, char>(payload[(TypeHandle + pointerSize)..]);
        return text[..text.IndexOf('\0')].ToString();
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
