using System.CommandLine;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Profiling;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Cli;

/// <summary><c>profile</c>: what a request costs, step by step.</summary>
internal static class ProfileCommand
{
    private static readonly string[] Documented = ["gateway:jwt:h1", "gateway:tls:h1"];

    public static Command Create()
    {
        var seconds = Numbers.Option("--seconds", "Length of a measurement; there are four of each server.", 12, 1, 600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each server before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight.", 64, 1, 10_000);
        var only = new Option<string>("--case") { Description = "What the gateway does, as in \"compare --only\".", DefaultValueFactory = static _ => Documented[0] };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where profile.txt goes, the code behind each step. Default: artifacts/load." };
        var writeDocs = new Option<bool>("--write-docs") { Description = $"Replace the table in docs/benchmarks.md. Allowed with {string.Join(" and ", Documented)}." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("profile", "Measure what a request costs the gateway and bare YARP, step by step, in time and bytes. Needs Linux perf. Example: profile --case gateway:tls:h1")
        {
            seconds, warmUp, connections, only, output, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            var measured = CaseOf(result.GetValue(only)!);
            if (result.GetValue(writeDocs) && !Documented.Contains(measured.Id)) throw new LoadTestException($"--write-docs: found with {measured.Id}; allowed: {string.Join(", ", Documented)}");
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired), Tool.Perf], !result.GetValue(noInstall), cancellation);
            var extent = new Extent(1, result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var cores = CoreSplit.OfThisProcess(1);

            var otherBefore = await MachineTime.BusyCoresAsync(cancellation);
            var start = MachineTime.Now();
            var profiles = await new Profiler(cores, extent).RunAsync([measured, CaseCatalog.YarpFor(measured)!], cancellation);
            var passed = MachineTime.Now() - start;
            var otherAfter = await MachineTime.BusyCoresAsync(cancellation);
            var conditions = await Conditions.OfAsync(extent, cores, 1, cancellation);
            conditions = conditions with { OtherCores = Math.Max(otherBefore, otherAfter), Stolen = (double)passed.Stolen / passed.Total };

            var report = new ProfileReport(profiles[0], profiles[1]);
            var table = report.ToMarkdown(conditions);
            var folder = Directory.CreateDirectory(result.GetValue(output)?.FullName ?? Path.Combine(RepositoryRoot.Path, "artifacts", "load")).FullName;
            var details = Path.Combine(folder, "profile.txt");
            await File.WriteAllTextAsync(details, report.Details(), cancellation);
            Console.WriteLine($"\n{table}\n{details}");
            if (result.GetValue(writeDocs)) MarkedSection.Replace(Path.Combine(RepositoryRoot.Path, "docs", "benchmarks.md"), $"steps-{measured.Scenario.Name}", table);
            return 0;
        }));
        return command;
    }

    /// <exception cref="LoadTestException">It is no case of the gateway.</exception>
    private static Case CaseOf(string id) =>
        CaseCatalog.All.FirstOrDefault(c => c.Contender == CaseCatalog.Gateway && c.Id == id)
        ?? throw new LoadTestException($"--case: found {id}; allowed: {string.Join(", ", CaseCatalog.All.Where(static c => c.Contender == CaseCatalog.Gateway).Select(static c => c.Id))}");
}
