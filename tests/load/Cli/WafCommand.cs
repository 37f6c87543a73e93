using System.CommandLine;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Waf;

namespace Gateway.LoadTests.Cli;

/// <summary><c>waf</c>: the Core Rule Set in the gateway beside nginx with libmodsecurity.</summary>
internal static class WafCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each; ratios are taken round by round.", 7, 1, 1000);
        var seconds = Numbers.Option("--seconds", "About how long a measurement takes; it is by a fixed number of requests.", 1, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on the gateway with each kind of request before the first measurement; it ends when the rate no longer rises.", 10, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight.", 8, 1, 1000);
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the tables in docs/benchmarks.md and the chart beside it." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("waf", $"Measure the Core Rule Set in the gateway beside nginx with libmodsecurity: processor time, memory, loading. Under five minutes. {EngineProbe.Crs4Variable} names a folder with a CRS 4 to be loaded, too.")
        {
            rounds, seconds, warmUp, connections, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            var missing = await ToolInstaller.EnsureAsync([Tool.H2Load, Tool.Redis, Tool.TaskSet, Tool.Nginx], !result.GetValue(noInstall), cancellation);
            if (missing.Count > 0) throw new LoadTestException("missing: nginx. Install with: apt-get install nginx libnginx-mod-http-modsecurity");
            var installed = await ModSecurity.FindAsync(cancellation);
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await new WafContest(CoreSplit.OfThisProcess(1), extent, installed).RunAsync(cancellation);
            var exit = Outcome.Report(WafTables.Of(results), results.Faults(), result.GetValue(writeDocs) ? "waf" : null);
            if (exit == 0 && result.GetValue(writeDocs)) await File.WriteAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "waf.svg"), WafChart.Of(results), cancellation);
            return exit;
        }));
        return command;
    }
}
