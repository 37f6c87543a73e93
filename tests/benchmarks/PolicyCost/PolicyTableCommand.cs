using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Gateway.Benchmarks.Support;
using Perfolizer.Horology;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>Measures every policy by one short job and writes the table into docs/benchmarks.md.</summary>
internal static class PolicyTableCommand
{
    private static readonly Type[] Benchmarks =
        [typeof(PlanBenchmarks), typeof(StageBenchmarks), typeof(AuthenticationBenchmarks), typeof(GateBenchmarks), typeof(ConfigBenchmarks)];

    /// <param name="dry">Runs each once, to see that it works, and prints the table without writing it.</param>
    public static int Run(bool dry)
    {
        var root = RepositoryRoot.Path;
        var config = ManualConfig.CreateEmpty()
            .AddJob((dry ? Job.Dry : ShortJob).WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(root, "artifacts", "benchmarks"))
            .WithOptions(ConfigOptions.DisableLogFile);
        var summaries = BenchmarkRunner.Run(Benchmarks, config);

        var table = PolicyTable.Of(summaries, out var measured, out var missing);
        Console.WriteLine(table);
        if (missing.Count > 0 || measured == 0)
        {
            Console.Error.WriteLine($"measured {measured}, not measured: {string.Join("; ", missing)}; docs/benchmarks.md stays as it is");
            return 1;
        }

        if (dry) return 0;
        MarkedSection.Replace(Path.Combine(root, "docs", "benchmarks.md"), "policies", table);
        return 0;
    }

    // 25 rows have to fit into six minutes on two cores.
    private static Job ShortJob { get; } = Job.Default
        .WithId("Policies")
        .WithLaunchCount(1)
        .WithWarmupCount(4)
        .WithIterationCount(12)
        .WithIterationTime(TimeInterval.FromMilliseconds(200));
}
