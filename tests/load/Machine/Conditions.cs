using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Machine;

/// <summary>Where and how something was measured.</summary>
internal sealed record Conditions(
    string System, string Processor, int ProcessorCount, string Runtime, IReadOnlyList<string> Tools, string Pinning, Extent Extent, int Replicas)
{
    // More than the few timers of an idle system.
    private const double QuietCores = 0.15;
    private const double QuietSteal = 0.02;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Cores that other programs kept busy just before or just after, whichever is more.</summary>
    public double OtherCores { get; init; }

    /// <summary>The part of the time that the hypervisor gave to someone else during the measurements.</summary>
    public double Stolen { get; init; }

    public bool IsNoisy => OtherCores > QuietCores || Stolen > QuietSteal;

    public static async Task<Conditions> OfAsync(Extent extent, CoreSplit cores, int replicas, CancellationToken cancellation)
    {
        var tools = new List<string>();
        foreach (var tool in Tool.All)
        {
            if (tool == Tool.TaskSet || tool.Find() is not { } file) continue;
            var said = await ShortCommand.RunAsync(file, [tool.VersionOption], Patience, cancellation);
            var version = Regex.Match(said.Output + said.Errors, @"\d+\.\d+(?:\.\d+)?", RegexOptions.NonBacktracking);
            tools.Add($"{tool.Command} {version.Value}");
        }

        return new Conditions(
            Field("/etc/os-release", "PRETTY_NAME=").Trim('"'), ProcessorName(), Environment.ProcessorCount,
            RuntimeInformation.FrameworkDescription, tools, cores.Describe(), extent, replicas);
    }

    public static string ProcessorName() => Field("/proc/cpuinfo", "model name").TrimStart(' ', '\t', ':');

    private static string Field(string path, string name) =>
        File.Exists(path) && File.ReadLines(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line ? line[name.Length..].Trim() : "unknown";
}
