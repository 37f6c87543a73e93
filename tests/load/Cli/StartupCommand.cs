using System.CommandLine;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Startup;

namespace Gateway.LoadTests.Cli;

/// <summary><c>startup</c>: how long the first client waits, and what a process weighs that does nothing.</summary>
internal static class StartupCommand
{
    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Starts of each.", 7, 1, 1000);
        var idle = Numbers.Option("--idle", "Seconds of idling before memory is read again.", 10, 0, 3600);
        var load = Numbers.Option("--load", "Seconds of load at the end.", 60, 1, 3600);
        var other = new Option<FileInfo?>("--other") { Description = "The executable of another build to start beside it, e.g. of an earlier version." };
        var otherEnvironment = new Option<string[]>("--other-env") { Description = "Environment variables of the other one (without --other: of this build once more): NAME=VALUE.", AllowMultipleArgumentsPerToken = true };
        var writeDocs = new Option<bool>("--write-docs") { Description = "Replace the table in docs/benchmarks.md." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("startup", "Measure the time to the first answer over TLS, and memory: idle, under load, idle again. About eight minutes.")
        {
            rounds, idle, load, other, otherEnvironment, writeDocs, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired)], !result.GetValue(noInstall), cancellation);
            var variables = EnvironmentVariables.Parse(otherEnvironment.Name, result.GetValue(otherEnvironment));
            var second = result.GetValue(other) is not null || variables.Count > 0 ? new GatewayProgram(result.GetValue(other)?.FullName ?? OwnProgram.Gateway, variables) : null;
            if (result.GetValue(writeDocs) && second is not null) throw new LoadTestException("--write-docs: found together with another build; allowed: without");
            var results = await MeasureAsync(new StartupExtent(result.GetValue(rounds), result.GetValue(idle), result.GetValue(load), 64), second, cancellation);
            return Outcome.Report(results.ToMarkdown(), results.Faults(), result.GetValue(writeDocs) ? "startup" : null);
        }));
        return command;
    }

    private static async Task<StartupResults> MeasureAsync(StartupExtent extent, GatewayProgram? second, CancellationToken cancellation)
    {
        var cores = CoreSplit.OfThisProcess(1);
        var (results, conditions) = await Watch.RunAsync(cores, new Extent(extent.Rounds, extent.LoadSeconds, 0, extent.Connections), replicas: 1, () => Arena.WithAsync(
            cores,
            replicas: 1,
            async arena =>
            {
                Console.WriteLine("the gateway is published as for the container image");
                var published = await PublishedGateway.MakeAsync(Path.Combine(arena.Folder.FullPath, "published"), cancellation);
                List<StartupSubject> subjects =
                [
                    StartupSubject.Gateway(arena.Site, "**gateway**, full chain, as in the image", published, cores.Server, hasGoal: true),
                    StartupSubject.Gateway(arena.Site, "**gateway**, full chain, as in the image, all cores", published, cores: null, hasGoal: false),
                    StartupSubject.Gateway(arena.Site, "**gateway**, full chain, not compiled ahead", GatewayProgram.Own, cores.Server, hasGoal: false),
                    StartupSubject.Yarp(arena.Site),
                ];
                if (second is not null) subjects.Insert(1, StartupSubject.Gateway(arena.Site, "**gateway**, the other build", second, cores.Server, hasGoal: true));
                var contest = new StartupContest(arena.Site, extent, new Wrk(cores, arena.Folder));
                return new StartupResults(await contest.StartsAsync(subjects, cancellation), await contest.LoadsAsync(subjects, cancellation), extent);
            },
            cancellation), cancellation);
        return results with { Conditions = conditions };
    }
}
