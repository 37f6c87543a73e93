using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Profiling;

/// <summary>Warms a server up and then watches it under load in several ways, one after the other: none of them is to show in the figures of another one.</summary>
internal sealed class Profiler(CoreSplit cores, Extent extent)
{
    // The load is there before the watching begins and until it has ended.
    private const int LoadSecondsAround = 2;

    private const int Attempts = 3;

    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    /// <exception cref="LoadTestException">A server, an answer, a load generator or a profiler is not as it has to be.</exception>
    public Task<List<Profile>> RunAsync(IReadOnlyList<Case> cases, CancellationToken cancellation) => Arena.WithAsync(
        cores,
        replicas: 1,
        async arena =>
        {
            var profiles = new List<Profile>();
            foreach (var measured in cases) profiles.Add(await RunAsync(arena, measured, cancellation));
            return profiles;
        },
        cancellation);

    private async Task<Profile> RunAsync(Arena arena, Case measured, CancellationToken cancellation)
    {
        await using var contender = Create(measured, arena);
        await contender.StartAsync([measured.Scenario], cancellation);
        using (var check = new AnswerCheck(arena.Site.Material)) await check.RunAsync(contender, measured, cancellation);
        var process = contender.ProcessIds[0];
        try
        {
            await LoadAsync(extent with { Rounds = 0 });
            var undisturbed = (await LoadAsync(extent with { WarmUpSeconds = 0 }))!;
            var perf = new PerfRecorder(cores, arena.Folder);
            var time = await SampleAsync(perf);
            var (instructions, counted) = await WatchAsync(() => perf.InstructionsAsync(process, extent.Seconds, cancellation));
            var (allocated, _) = await WatchAsync(() => new AllocationSampler(arena.Folder).SampleAsync(process, extent.Seconds, cancellation));
            return new Profile(measured, undisturbed, time, allocated) { Instructions = instructions / counted.RequestsPerSecond };
        }
        finally
        {
            await contender.DisposeAsync();
            PerfRecorder.DeleteMaps(process);
        }

        async Task<Sample?> LoadAsync(Extent amount)
        {
            var contenders = new Dictionary<string, Contender>(StringComparer.Ordinal) { [measured.Contender] = contender };
            var samples = (await new Comparison(arena.Site, contenders, arena.Saturating, amount).RunAsync([measured], cancellation))[measured];
            if (samples.Sum(static s => s.Failures) is > 0 and var failures) throw new LoadTestException($"{measured}: {failures} requests failed; allowed: 0");
            return samples.FirstOrDefault();
        }

        async Task<(T Seen, Sample Load)> WatchAsync<T>(Func<Task<T>> watch)
        {
            var load = LoadAsync(extent with { WarmUpSeconds = 0, Seconds = extent.Seconds + LoadSecondsAround });
            await Task.Delay(Lead, cancellation);
            T seen;
            try
            {
                seen = await watch();
            }
            finally
            {
                await load;
            }

            return (seen, (await load)!);
        }

        // On a busy machine perf ends now and then without a word, and all of the warm-up would be lost.
        async Task<StepCounts> SampleAsync(PerfRecorder perf)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return (await WatchAsync(() => perf.SampleAsync(process, extent.Seconds, cancellation))).Seen;
                }
                catch (LoadTestException error) when (attempt < Attempts)
                {
                    Console.WriteLine($"{error.Message}; once more");
                }
            }
        }
    }

    private static Contender Create(Case measured, Arena arena) => measured.Contender == CaseCatalog.Yarp
        ? new YarpContender(arena.Site with { ServerEnvironment = PerfRecorder.Environment }, arena.Control)
        : new GatewayContender(measured.Contender, GatewayProgram.Own with { Environment = PerfRecorder.Environment }, arena.Site, arena.Control);
}
