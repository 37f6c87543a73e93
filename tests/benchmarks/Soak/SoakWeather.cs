namespace Gateway.Benchmarks.Soak;

/// <summary>What happens around the gateway during a soak: reloads, some of a broken file; Redis killed and started again; a backend that fails.</summary>
internal sealed class SoakWeather(Disturbances disturbances, RedisProcess redis, FailingBackend backend, Action<int> writeConfiguration, string configuration)
{
    private static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RedisEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RedisAway = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BackendEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BackendFails = TimeSpan.FromSeconds(3);

    /// <summary>How often the file was written, and how often with something broken in it.</summary>
    public (int Good, int Broken) Written { get; private set; }

    public Task RunAsync(CancellationToken end) => Task.WhenAll(
        EveryAsync(ReloadEvery, ReloadAsync, end),
        EveryAsync(RedisEvery, async () =>
        {
            disturbances.Begin(Disturbance.Redis);
            await redis.KillAsync();
            await PauseAsync(RedisAway, end);
            redis.Start();
            disturbances.End(Disturbance.Redis);
        }, end),
        EveryAsync(BackendEvery, async () =>
        {
            disturbances.Begin(Disturbance.Backend);
            backend.Fail();
            await PauseAsync(BackendFails, end);
            backend.Recover();
            disturbances.End(Disturbance.Backend);
        }, end));

    private Task ReloadAsync()
    {
        var number = Written.Good + Written.Broken + 1;
        if (number % 5 == 0)
        {
            File.WriteAllText(configuration, "{ \"Gateway\": ");
            Written = (Written.Good, Written.Broken + 1);
        }
        else
        {
            writeConfiguration(number);
            Written = (Written.Good + 1, Written.Broken);
        }

        return Task.CompletedTask;
    }

    private static async Task EveryAsync(TimeSpan interval, Func<Task> act, CancellationToken end)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) await act();
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    // What was begun is ended, whatever the time.
    private static async Task PauseAsync(TimeSpan time, CancellationToken end) =>
        await Task.Delay(time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
