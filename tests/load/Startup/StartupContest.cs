using System.Diagnostics;
using System.Globalization;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Startup;

/// <summary>How long everything lasts.</summary>
internal sealed record StartupExtent(int Rounds, int IdleSeconds, int LoadSeconds, int Connections);

/// <summary>Starts every subject in turns, and at the end each once more for a load.</summary>
internal sealed class StartupContest(Site site, StartupExtent extent, Wrk wrk)
{
    public async Task<IReadOnlyDictionary<StartupSubject, List<StartupSample>>> StartsAsync(IReadOnlyList<StartupSubject> subjects, CancellationToken cancellation)
    {
        // Files that were never read, and a client that has never made a connection, would be measured.
        foreach (var subject in subjects) await StartAsync(subject, idleSeconds: 0, cancellation);
        var samples = subjects.ToDictionary(static s => s, static _ => new List<StartupSample>());
        for (var round = 0; round < extent.Rounds; round++)
        {
            for (var i = 0; i < subjects.Count; i++)
            {
                var subject = subjects[(round + i) % subjects.Count];
                var sample = await StartAsync(subject, extent.IdleSeconds, cancellation);
                samples[subject].Add(sample);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round + 1}/{extent.Rounds}  {subject.Name,-34} {sample.ToFirstAnswer.TotalSeconds:F2} s  processor {sample.Processor.TotalSeconds:F2} s  memory {sample.ServedBytes / 1e6:F0} MB, idle {sample.IdleBytes / 1e6:F0} MB"));
            }
        }

        return samples;
    }

    public async Task<IReadOnlyDictionary<StartupSubject, LoadedMemory>> LoadsAsync(IReadOnlyList<StartupSubject> subjects, CancellationToken cancellation)
    {
        var memory = new Dictionary<StartupSubject, LoadedMemory>();
        foreach (var subject in subjects)
        {
            var (process, port, _) = await ServeAsync(subject, cancellation);
            await using var running = process;
            var scenario = subject.Measured.Scenario;
            var request = new LoadRequest(new Uri($"https://127.0.0.1:{port}{scenario.Path}")) { Headers = RequestFields.Of(scenario, site.Material) };
            var result = await wrk.RunAsync(request, new LoadAmount(extent.Connections, extent.LoadSeconds, null), cancellation);
            var loaded = process.ResidentBytes;
            await Task.Delay(TimeSpan.FromSeconds(extent.IdleSeconds), cancellation);
            memory[subject] = new LoadedMemory(loaded, process.ResidentBytes, result.RequestsPerSecond, result.Failures);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load        {subject.Name,-34} memory {loaded / 1e6:F0} MB, idle {memory[subject].IdleBytes / 1e6:F0} MB"));
        }

        return memory;
    }

    private async Task<StartupSample> StartAsync(StartupSubject subject, int idleSeconds, CancellationToken cancellation)
    {
        var (process, _, took) = await ServeAsync(subject, cancellation);
        await using var running = process;
        var (processor, served) = (process.ProcessorTime, process.ResidentBytes);
        await Task.Delay(TimeSpan.FromSeconds(idleSeconds), cancellation);
        return new StartupSample(took, processor, served, process.ResidentBytes);
    }

    private async Task<(ManagedProcess Process, int Port, TimeSpan Took)> ServeAsync(StartupSubject subject, CancellationToken cancellation)
    {
        var port = LoopbackPort.Free();
        var first = new FirstAnswer(site.Material, subject.Measured.Scenario, port);
        var started = Stopwatch.GetTimestamp();
        var process = subject.Launch(port);
        try
        {
            return (process, port, await first.WaitAsync(started, process, cancellation));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
