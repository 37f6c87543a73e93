using System.CommandLine;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Transfers;

namespace Gateway.LoadTests.Cli;

/// <summary><c>transfers</c>: bodies, new connections, and JSON bodies that a schema judges.</summary>
internal static class TransfersCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each; ratios are taken round by round.", 5, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 4, 2, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight; of new connections, how many are open at a time.", 16, 8, 1000);
        var only = new Option<TransferParts>("--only") { Description = "One part: bodies, connections or schema.", DefaultValueFactory = static _ => TransferParts.All };
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the tables in docs/benchmarks.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("transfers", "Measure large answers and uploads beside bare YARP, new TLS connections beside nginx, and what a JSON schema adds. About 16 minutes.")
        {
            rounds, seconds, warmUp, connections, only, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            var parts = result.GetValue(only);
            if (result.GetValue(writeDocs) && parts != TransferParts.All) throw new LoadTestException("--write-docs: found together with --only; allowed: with all parts");
            var missing = await ToolInstaller.EnsureAsync(Tool.All.Where(static t => t.IsRequired || t == Tool.Nginx).ToList(), !result.GetValue(noInstall), cancellation);
            if (missing.Count > 0 && parts.HasFlag(TransferParts.Connections)) throw new LoadTestException($"missing: nginx. Install with: apt-get install {Tool.Nginx.Package}");
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await new TransferContest(CoreSplit.OfThisProcess(1), extent).RunAsync(parts, cancellation);
            return Outcome.Report(results.ToMarkdown(), results.Faults(), result.GetValue(writeDocs) ? "transfers" : null);
        }));
        return command;
    }
}
