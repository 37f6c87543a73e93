using System.CommandLine;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Latency;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Cli;

/// <summary><c>latency</c>: what the policies add to the latency of a server that is half busy.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each; differences are taken round by round.", 9, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 5, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight while the rate is found.", 64, 1, 10_000);
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the table in docs/benchmarks.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("latency", "Measure percentiles at half of what the full chain serves: bare YARP, the gateway anonymous, and with the full chain. About five minutes.")
        {
            rounds, seconds, warmUp, connections, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired)], !result.GetValue(noInstall), cancellation);
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await new LatencyContest(CoreSplit.OfThisProcess(1), extent).RunAsync(cancellation);
            return Outcome.Report(results.ToMarkdown(), results.Faults(), result.GetValue(writeDocs) ? "latency" : null);
        }));
        return command;
    }
}
