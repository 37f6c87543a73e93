using System.CommandLine;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Replicas;

namespace Gateway.LoadTests.Cli;

/// <summary><c>replicas</c>: one to four gateways on one Redis, and what that means for many.</summary>
internal static class ReplicasCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each.", 5, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 4, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each group before the first measurement; it ends when the rate no longer rises.", 90, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight, for all replicas of a group together, when they are saturated.", 64, 4, 10_000);
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the table in docs/benchmarks.md and the model in docs/scale.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("replicas", "Measure one to four gateways that share a limit in one Redis, with leases and without, and work out a hundred. About sixteen minutes; 1.5 GB of memory.")
        {
            rounds, seconds, warmUp, connections, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired)], !result.GetValue(noInstall), cancellation);
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await new ReplicaContest(CoreSplit.OfThisProcess(1), extent).RunAsync(cancellation);
            var exit = Outcome.Report(results.ToMarkdown(), results.Faults(), result.GetValue(writeDocs) ? "replicas" : null);
            if (results.Inputs.MicrosecondsPerCall <= 0) return exit;
            var model = ScaleTable.Of(results.Inputs);
            Console.WriteLine(model);
            if (exit == 0 && result.GetValue(writeDocs)) MarkedSection.Replace(Path.Combine(RepositoryRoot.Path, "docs", "scale.md"), "scale", model);
            return exit;
        }));
        return command;
    }
}
