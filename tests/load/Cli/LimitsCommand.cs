using System.CommandLine;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Limits;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Cli;

/// <summary><c>limits</c>: what a limit in Redis costs beside the same one in the process.</summary>
internal static class LimitsCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each; ratios are taken round by round.", 10, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 3, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight when the server is saturated.", 64, 1, 10_000);
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the table in docs/benchmarks.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("limits", "Measure one hot limit in Redis beside the same limit in the process, in turns: throughput, then latency at a fixed rate.")
        {
            rounds, seconds, warmUp, connections, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired)], !result.GetValue(noInstall), cancellation);
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await new LimitPair(CoreSplit.OfThisProcess(1), extent).RunAsync(cancellation);
            return Outcome.Report(results.ToMarkdown(), results.Faults(), result.GetValue(writeDocs) ? "limits" : null);
        }));
        return command;
    }
}
