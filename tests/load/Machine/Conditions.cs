using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Machine;

/// <summary>Where and how something was measured.</summary>
internal sealed record Conditions(
    string System, string Processor, int ProcessorCount, string Runtime, IReadOnlyList<string> Tools, string Pinning, Extent Extent, int Replicas, double LoadAverage)
{
    // One process at work besides ours already takes a noticeable part of two cores.
    private const double QuietLoad = 0.7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether the machine was doing something else before the first measurement (mean of the last minute; our own start is in it).</summary>
    public bool IsNoisy => LoadAverage > ProcessorCount * QuietLoad;

    public static async Task<Conditions> OfAsync(Extent extent, CoreSplit cores, int replicas, CancellationToken cancellation)
    {
        var tools = new List<string>();
        foreach (var tool in Tool.All)
        {
            if (tool == Tool.TaskSet || tool.Find() is not { } file) continue;
            var said = await ShortCommand.RunAsync(file, [tool.VersionOption], Patience, cancellation);
            var version = Regex.Match(said.Output + said.Errors, @"\d+\.\d+(\.\d+)?", RegexOptions.NonBacktracking);
            tools.Add($"{tool.Command} {version.Value}");
        }

        return new Conditions(
            Field("/etc/os-release", "PRETTY_NAME=").Trim('"'), Field("/proc/cpuinfo", "model name").TrimStart(' ', '\t', ':'), Environment.ProcessorCount,
            RuntimeInformation.FrameworkDescription, tools, cores.Describe(), extent, replicas, LoadAverageNow());
    }

    public static double LoadAverageNow() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Field(string path, string name) =>
        File.Exists(path) && File.ReadLines(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line ? line[name.Length..].Trim() : "unknown";
}
