using System.Globalization;
using System.Runtime.InteropServices;
using Gateway.Benchmarks.Support;
using Gateway.Demo;

namespace Gateway.Benchmarks.Soak;

/// <summary>
/// Mixed traffic through a gateway process while it reloads, its Redis is killed and a backend fails: every answer has to be the expected
/// one or explained by what was disturbed, and memory, handles and threads must not grow. Exit codes: 0 held, 1 not, 2 the command line is wrong.
/// </summary>
internal static class SoakCommand
{
    private const int Connections = 16;

    public static async Task<int> RunAsync(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 8 or > 86_400)
            return Usage.Write($"found --soak {text}; allowed: 8 to 86400 seconds");

        using var configurations = new Configurations();
        await using var backend = new EchoBackend();
        await backend.StartAsync();
        await using var failing = new FailingBackend();
        using var folder = new TempFolder();
        using var redis = new RedisProcess(folder.FullPath);
        redis.Start();
        string Configure(int version) => SoakTraffic.Configuration(configurations, backend.Address, failing.Address, redis.Port, version);
        var configuration = Configure(0);
        await using var gateway = await GatewayProcess.StartAsync(configuration);
        using var interrupted = new CancellationTokenSource();
        // A shell that runs it in the background makes it ignore SIGINT.
        using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.Cancel();
        }

        Console.WriteLine($"gateway process {gateway.Id} at {gateway.Address}; {seconds} s with {Connections} requests at a time");
        var tally = new SoakTally();
        var disturbances = new Disturbances();
        // Until the gateway is connected to Redis.
        disturbances.Begin(Disturbance.Redis);
        disturbances.End(Disturbance.Redis);
        var weather = new SoakWeather(disturbances, redis, failing, version => Configure(version), configuration);
        var samples = new ProcessSamples(gateway.Id);
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token))
        {
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
            var traffic = new SoakTraffic(gateway.Address, configurations, tally, disturbances);
            await Task.WhenAll(traffic.RunAsync(Connections, end.Token), samples.RunAsync(end.Token), weather.RunAsync(end.Token));
        }

        var exit = await gateway.StopAsync();
        tally.Write(Console.Out);
        var grown = samples.Write(Console.Out);
        var events = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(configuration)!, "events.log"), CancellationToken.None);
        var (reloaded, kept) = (Occurrences(events, "\"config.reloaded\""), Occurrences(events, "\"config.reload.failed\""));
        Console.WriteLine($"{reloaded} reloads of {weather.Written.Good} written, {kept} refused of {weather.Written.Broken} broken; "
            + $"Redis restarted {disturbances.Count(Disturbance.Redis) - 1} times, the backend failed {disturbances.Count(Disturbance.Backend)} times");
        Console.WriteLine($"the gateway ended with {exit?.ToString(CultureInfo.InvariantCulture) ?? "a kill: it did not stop within 30 s of SIGTERM"}");
        if (tally.Unexpected > 0) return Fail($"{tally.Unexpected} unexpected answers; allowed: 0");
        if (tally.Total == 0) return Fail("no request was answered");
        if (grown.Count > 0) return Fail(string.Join("; ", grown));
        // A file that was written in the last second may not have been looked at.
        if (reloaded < weather.Written.Good - 1 || kept < weather.Written.Broken - 1) return Fail("reloads were missed");
        if (exit is null) return Fail("the gateway did not stop");
        Console.WriteLine("held");
        return 0;
    }

    private static int Occurrences(string text, string word) => text.Split(word).Length - 1;

    private static int Fail(string reason)
    {
        Console.WriteLine($"FAILED: {reason}");
        return 1;
    }
}
