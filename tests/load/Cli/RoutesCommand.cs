using System.CommandLine;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Routes;

namespace Gateway.LoadTests.Cli;

/// <summary><c>routes</c>: what 1,000 routes cost beside ten, and what their reload does to requests.</summary>
internal static class RoutesCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each; ratios are taken round by round.", 11, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 3, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight when the server is saturated.", 64, 1, 10_000);
        var reloads = Numbers.Option("--reloads", "Reloads under load, one every four seconds.", 10, 1, 1000);
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the tables in docs/benchmarks.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("routes", "Measure a gateway with 1,000 routes beside one with ten, in turns: throughput; then reload the 1,000 under load.")
        {
            rounds, seconds, warmUp, connections, reloads, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired)], !result.GetValue(noInstall), cancellation);
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await new RoutesPair(CoreSplit.OfThisProcess(1), extent, result.GetValue(reloads), TimeProvider.System).RunAsync(cancellation);
            return Outcome.Report(results.ToMarkdown(), results.Faults(), result.GetValue(writeDocs) ? "routes" : null);
        }));
        return command;
    }
}
