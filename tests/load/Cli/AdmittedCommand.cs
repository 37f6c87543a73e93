using System.CommandLine;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Admissions;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Cli;

/// <summary><c>admitted</c>: how much of a limit gets through when several instances are to hold it.</summary>
internal static class AdmittedCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var permits = Numbers.Option("--permits", "Requests that one client has in a window.", 1000, 10, 100_000);
        var window = Numbers.Option("--window", "Seconds of the window.", 10, 1, 60);
        var windows = Numbers.Option("--windows", "How many windows each is overrun for.", 3, 1, 20);
        var rate = Numbers.Option("--rate", "Requests sent in a second.", 1000, 10, 20_000);
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the table in docs/benchmarks.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("admitted", "Overrun a limit that two instances share: the gateway with Redis, HAProxy with peers, nginx. Counts what each admits beside what its own rule allows.")
        {
            permits, window, windows, rate, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            var quota = new Quota(result.GetValue(permits), result.GetValue(window), result.GetValue(windows), result.GetValue(rate));
            if (quota.PerSecond * quota.WindowSeconds < 2 * quota.Permits) throw new LoadTestException($"--rate: found {quota.PerSecond}; allowed: at least twice what the limit admits");
            var entrants = AdmittedContest.All();
            var missing = await ToolInstaller.EnsureAsync([Tool.TaskSet, .. entrants.Select(static e => e.Needs).OfType<Tool>().Distinct()], !result.GetValue(noInstall), cancellation);
            foreach (var tool in missing) Console.WriteLine($"left out: {tool.Command} is not installed; install it with: apt-get install {tool.Package}");
            IReadOnlyList<Entrant> present = [.. entrants.Where(e => e.Needs is null || !missing.Contains(e.Needs))];
            if (result.GetValue(writeDocs) && present.Count < entrants.Count) throw new LoadTestException("--write-docs: entrants are left out; allowed: with all of them");

            var cores = CoreSplit.OfThisProcess(1);
            var rows = await Arena.WithAsync(cores, replicas: 2, arena => AdmittedContest.RunAsync(arena, present, quota, cancellation), cancellation);
            var conditions = await Conditions.OfAsync(new Extent(1, (int)quota.Span.TotalSeconds, 0, 0), cores, 2, cancellation);
            var table = AdmittedTable.Of(quota, rows, AdmittedTable.Machine(conditions));
            Console.WriteLine();
            Console.WriteLine(table);
            var faults = rows.Where(static r => r.Fault is not null).ToList();
            foreach (var row in faults) Console.Error.WriteLine($"{row.Fault}: {AdmittedTable.Line(row)}");
            if (result.GetValue(writeDocs) && faults.Count == 0) MarkedSection.Replace(Path.Combine(RepositoryRoot.Path, "docs", "benchmarks.md"), "admitted", table);
            return faults.Count > 0 ? Failed : 0;
        }));
        return command;
    }
}
