using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Profiling;

/// <summary>Linux perf on one process, kept off the cores that serve.</summary>
internal sealed class PerfRecorder(CoreSplit cores, TempFolder folder)
{
    // Not a multiple of the kernel's own ticks: samples at their pace would see the same work again and again.
    private const string Frequency = "999";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>What the runtime has to be started with: names for what it compiles, in a map that perf reads, and one address for each piece of code.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_PerfMapEnabled"] = "1", ["DOTNET_EnableWriteXorExecute"] = "0" };

    /// <summary>Where a process took its time.</summary>
    /// <exception cref="LoadTestException">perf fails, as where unprivileged users may not watch the kernel.</exception>
    public async Task<StepCounts> SampleAsync(int process, int seconds, CancellationToken cancellation)
    {
        var data = folder.PathOf("perf.data");
        await RunAsync(["record", "-N", "-F", Frequency, "-g", "-p", Text(process), "-o", data, "--", "sleep", Text(seconds)], cancellation);
        var script = await RunAsync(["script", "--no-inline", "-i", data, "-F", "comm,ip,sym,dso"], cancellation);
        File.Delete(data);
        using var text = new StringReader(script.Output);
        var counts = StepCounts.Of(PerfScript.Read(text));
        return counts.Total > 0 ? counts : throw new LoadTestException($"perf: found no samples; it said:\n{script.Errors}");
    }

    /// <summary>Instructions a second in user mode; null where the processor or the virtual machine does not count them.</summary>
    public async Task<double?> InstructionsAsync(int process, int seconds, CancellationToken cancellation)
    {
        var outcome = await RunAsync(["stat", "-x", ",", "-e", "instructions:u", "-p", Text(process), "--", "sleep", Text(seconds)], cancellation);
        return InstructionsOf(outcome.Errors) / seconds;
    }

    /// <summary>The names that a process has left for perf.</summary>
    public static void DeleteMaps(int process)
    {
        foreach (var name in (string[])["perf", "perfinfo"]) File.Delete(Path.Combine("/tmp", $"{name}-{Text(process)}.map"));
    }

    /// <param name="text">"184467,,instructions:u,…", or "&lt;not supported&gt;" in its place.</param>
    internal static double? InstructionsOf(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (!line.Contains("instructions", StringComparison.Ordinal)) continue;
            return double.TryParse(line.AsSpan(0, Math.Max(0, line.IndexOf(',', StringComparison.Ordinal))), NumberStyles.Float, CultureInfo.InvariantCulture, out var count) ? count : null;
        }

        return null;
    }

    private Task<ShortCommand.Outcome> RunAsync(List<string> arguments, CancellationToken cancellation) => Pinned.RunAsync(cores.Load, Tool.Perf, arguments, Patience, cancellation);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
