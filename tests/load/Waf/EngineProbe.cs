using System.Globalization;
using System.Text.Json;
using Gateway.LoadTests.Cli;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Waf;

/// <summary>Measures rule sets in processes of their own: a load is cold only once.</summary>
internal static class EngineProbe
{
    /// <summary>Names a folder with a CRS 4.x.</summary>
    public const string Crs4Variable = "GATEWAY_CRS4";

    private const int Processes = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The installed Core Rule Set, and CRS 4 where the environment names one.</summary>
    /// <exception cref="LoadTestException">Rules do not load, or one of them matches a harmless request.</exception>
    public static async Task<IReadOnlyList<EngineFigures>> AllAsync(CoreSplit cores, CancellationToken cancellation)
    {
        List<EngineFigures> all = [await MedianAsync(cores, "as installed", [ModSecurity.Setup, ModSecurity.Rules], cancellation)];
        if (Environment.GetEnvironmentVariable(Crs4Variable) is { Length: > 0 } folder)
            all.Add(await MedianAsync(cores, "CRS 4", [Path.Combine(folder, "crs-setup.conf.example"), Path.Combine(folder, "rules", "*.conf")], cancellation));
        return all;
    }

    private static async Task<EngineFigures> MedianAsync(CoreSplit cores, string name, string[] files, CancellationToken cancellation)
    {
        var runs = new List<EngineFigures>();
        for (var i = 0; i < Processes; i++)
        {
            runs.Add(await RunAsync(cores, name, files, cancellation));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"engine {i + 1}/{Processes}  {name}: {runs[i].Count} rules in {runs[i].LoadSeconds:F2} s, heap {runs[i].HeapMegabytes:F1} MB, resident {runs[i].ResidentMegabytes:F1} MB"));
        }

        return runs[0] with
        {
            LoadSeconds = Median(static r => r.LoadSeconds),
            HeapMegabytes = Median(static r => r.HeapMegabytes),
            ResidentMegabytes = Median(static r => r.ResidentMegabytes),
            WarmHeapMegabytes = Median(static r => r.WarmHeapMegabytes),
            Requests = runs[0].Requests.Keys.ToDictionary(
                static name => name, name => new EngineCost(Median(r => r.Requests[name].ProcessorMicroseconds), Median(r => r.Requests[name].AllocatedBytes)), StringComparer.Ordinal),
        };

        double Median(Func<EngineFigures, double> figure) => Distribution.Of(runs.Select(figure)).Median;
    }

    private static async Task<EngineFigures> RunAsync(CoreSplit cores, string name, string[] files, CancellationToken cancellation)
    {
        string[] command = [OwnProgram.LoadTests, WafEngineCommand.Name, "--name", name, "--rules", .. files];
        var outcome = cores.Server is { } server
            ? await ShortCommand.RunAsync("taskset", ["-c", server, .. command], Patience, cancellation)
            : await ShortCommand.RunAsync(command[0], command[1..], Patience, cancellation);
        if (outcome.ExitCode != 0) throw new LoadTestException($"the engine with the rules {name} ended with {outcome.ExitCode}:\n{outcome.Output}{outcome.Errors}");
        return JsonSerializer.Deserialize<EngineFigures>(outcome.Output) ?? throw new LoadTestException($"the engine with the rules {name} said nothing");
    }
}
