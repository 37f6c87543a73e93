using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Cli;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Comparing;

/// <summary>What all measurements need: a backend, a Redis, keys and certificates. Everything ends with the measurement, however that ends.</summary>
internal sealed record Arena(Site Site, TempFolder Folder, HttpClient Control)
{
    /// <summary>As many requests as are answered.</summary>
    public ILoadDriver Saturating(Protocol protocol) => protocol is Protocol.Http2 ? new H2Load(Site.Cores, Folder) : new Wrk(Site.Cores, Folder);

    public static async Task<T> WithAsync<T>(CoreSplit cores, int replicas, Func<Arena, Task<T>> measure, CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        using var material = new Material(folder);
        using var control = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var site = new Site(cores, material, LoopbackPort.Free(), LoopbackPort.Free(), replicas);
        Console.WriteLine(cores.Describe());

        await using var backend = ManagedProcess.Start("backend", cores.Load, OwnProgram.LoadTests, BackendCommand.Name, "--port", Text(site.BackendPort));
        await backend.WaitUntilAsync(token => LoopbackPort.ListensAsync(site.BackendPort, token), cancellation);
        await using var redis = ManagedProcess.Start("redis-server", cores.Load, Tool.Redis.FindOrThrow(),
            "--port", Text(site.RedisPort), "--bind", "127.0.0.1", "--dir", folder.FullPath, "--save", "", "--appendonly", "no", "--daemonize", "no");
        await redis.WaitUntilAsync(token => LoopbackPort.ListensAsync(site.RedisPort, token), cancellation);
        return await measure(new Arena(site, folder, control));
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
