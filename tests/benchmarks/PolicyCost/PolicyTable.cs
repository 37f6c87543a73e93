using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>The results as Markdown: where and when, then one row for each benchmark with its noise.</summary>
internal static class PolicyTable
{
    public static string Of(IReadOnlyList<Summary> summaries, out int measured, out List<string> missing)
    {
        measured = 0;
        missing = [];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, gateway {Version}:").AppendLine();
        text.AppendLine("```");
        foreach (var line in summaries[0].HostEnvironmentInfo.ToFormattedString()) text.AppendLine(line);
        // The benchmarks run in this process: its runtime is theirs.
        text.AppendLine(CultureInfo.InvariantCulture, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC");
        text.AppendLine("```").AppendLine();
        text.AppendLine("| per request | mean | error | stddev | allocated |").AppendLine("|---|---:|---:|---:|---:|");
        foreach (var summary in summaries)
        {
            foreach (var benchmark in summary.BenchmarksCases)
            {
                var name = benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
                if (summary[benchmark] is not { Success: true, ResultStatistics: { } statistics } report)
                {
                    missing.Add(name);
                    continue;
                }

                measured++;
                var error = statistics.ConfidenceInterval.Margin;
                var bytes = report.GcStats.GetBytesAllocatedPerOperation(benchmark);
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {name} | {Time(statistics.Mean)} | {Time(error)} | {Time(statistics.StandardDeviation)} | {(bytes is { } b ? Bytes(b) : "?")} |");
            }
        }

        return text.ToString();
    }

    private static string Version { get; } =
        typeof(PolicyTable).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        double.NaN => "n/a",
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:F1} ns"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000:F2} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000:F2} ms"),
    };

    private static string Bytes(long bytes) => bytes < 100_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N0} KiB");
}
