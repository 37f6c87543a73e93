using System.CommandLine;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;
using Spectre.Console;

namespace Gateway.LoadTests.Cli;

/// <summary><c>compare</c>: the gateway beside bare YARP, nginx and HAProxy.</summary>
internal static class CompareCommand
{
    private const int Failed = 1;
    private const int ReportWidth = 150;

    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each case; their median is reported.", 5, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 4, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each case before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight.", 64, 1, 10_000);
        var replicas = Numbers.Option("--replicas", "Gateway processes; the connections are shared out among them.", 1, 1, 64);
        var serverCores = Numbers.Option("--server-cores", "Cores that serve; the others send.", 1, 1, 1024);
        var only = new Option<string[]>("--only")
        {
            Description = "Contenders, scenarios or whole cases, separated by commas: gateway,haproxy or jwt or gateway:jwt:h2. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where results.json and results.svg go. Default: artifacts/load." };
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the table in docs/benchmarks.md and the chart beside it." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("compare", "Measure the gateway beside bare YARP, nginx and HAProxy. Example: compare --only gateway,haproxy --rounds 7")
        {
            rounds, seconds, warmUp, connections, replicas, serverCores, only, output, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            var names = (result.GetValue(only) ?? []).SelectMany(static text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
            var cases = CaseCatalog.Select(names);
            if (result.GetValue(writeDocs) && cases.Count < CaseCatalog.All.Count) throw new LoadTestException("--write-docs: found together with --only; allowed: with all cases");
            var cores = CoreSplit.OfThisProcess(result.GetValue(serverCores));
            var (present, left) = await PresentAsync(cases, !result.GetValue(noInstall), cancellation);
            if (present.Count == 0) throw new LoadTestException("nothing is left to measure");
            if (result.GetValue(writeDocs) && left > 0) throw new LoadTestException("--write-docs: cases are left out; allowed: with all cases");
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var results = await Contest.RunAsync(present, cores, extent, result.GetValue(replicas), cancellation);
            return Report(results, result.GetValue(output)?.FullName ?? Path.Combine(RepositoryRoot.Path, "artifacts", "load"), result.GetValue(writeDocs));
        }));
        return command;
    }

    private static async Task<(IReadOnlyList<Case> Present, int LeftOut)> PresentAsync(IReadOnlyList<Case> cases, bool mayInstall, CancellationToken cancellation)
    {
        var names = cases.Select(static c => c.Contender).ToHashSet(StringComparer.Ordinal);
        var missing = await ToolInstaller.EnsureAsync([.. Tool.All.Where(t => t.IsRequired || names.Contains(t.Command))], mayInstall, cancellation);
        foreach (var tool in missing) Console.WriteLine($"left out: {tool.Command} is not installed; install it with: apt-get install {tool.Package}");
        IReadOnlyList<Case> present = [.. cases.Where(c => !missing.Any(m => m.Command == c.Contender))];
        return (present, cases.Count - present.Count);
    }

    private static int Report(Results results, string folder, bool writeDocs)
    {
        // Without a terminal Spectre assumes 80 columns.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, ReportWidth);
        ConsoleReport.Write(AnsiConsole.Console, results);
        Directory.CreateDirectory(folder);
        var (json, svg) = (Path.Combine(folder, "results.json"), Path.Combine(folder, "results.svg"));
        File.WriteAllText(json, ResultsJson.Of(results));
        File.WriteAllText(svg, SvgChart.Of(results));
        Console.WriteLine($"{json}\n{svg}");
        if (results.Conditions.IsNoisy) Console.WriteLine($"{ConditionsText.Noise(results.Conditions)}; repeat this on an idle machine");
        var faults = results.Faults().ToList();
        foreach (var fault in faults) Console.Error.WriteLine(fault);
        if (faults.Count > 0) return Failed;
        if (!writeDocs) return 0;
        var docs = Path.Combine(RepositoryRoot.Path, "docs");
        MarkedSection.Replace(Path.Combine(docs, "benchmarks.md"), "comparison", MarkdownReport.Of(results));
        File.WriteAllText(Path.Combine(docs, "benchmarks.svg"), SvgChart.Of(results));
        return 0;
    }
}
