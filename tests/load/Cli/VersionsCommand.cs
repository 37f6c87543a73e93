using System.CommandLine;
using System.Globalization;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;
using Gateway.LoadTests.Versions;

namespace Gateway.LoadTests.Cli;

/// <summary><c>versions</c>: one build of the gateway beside another, or beside itself in another environment.</summary>
internal static class VersionsCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var rounds = Numbers.Option("--rounds", "Measurements of each; ratios are taken round by round.", 7, 1, 1000);
        var seconds = Numbers.Option("--seconds", "Length of a measurement.", 3, 1, 3600);
        var warmUp = Numbers.Option("--warm-up", "The longest load in seconds on each before the first measurement; it ends when the rate no longer rises.", 60, 1, 3600);
        var connections = Numbers.Option("--connections", "Requests in flight.", 64, 1, 10_000);
        var before = new Option<FileInfo?>("--before") { Description = "The gateway's executable before the change. Default: the one that was built with this program." };
        var beforeEnvironment = Variables("--before-env", "Environment variables of the one before: NAME=VALUE.");
        var afterEnvironment = Variables("--after-env", "Environment variables of the one that was built with this program: NAME=VALUE.");
        var only = new Option<string[]>("--only") { Description = "The gateway's scenarios or whole cases, separated by commas. Default: jwt." };
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install missing tools." };
        var command = new Command("versions", "Measure a build of the gateway beside the one that was built with this program, in turns. Example: versions --before ../old/gateway --only tls,jwt")
        {
            rounds, seconds, warmUp, connections, before, beforeEnvironment, afterEnvironment, only, noInstall,
        };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            await ToolInstaller.EnsureAsync([.. Tool.All.Where(static t => t.IsRequired)], !result.GetValue(noInstall), cancellation);
            var names = (result.GetValue(only) ?? ["jwt"]).SelectMany(static text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
            IReadOnlyList<Case> cases = [.. CaseCatalog.Select(names).Where(static c => c.Contender == CaseCatalog.Gateway)];
            if (cases.Count == 0) throw new LoadTestException($"--only: found {string.Join(", ", names)}; allowed: scenarios of the gateway");
            var extent = new Extent(result.GetValue(rounds), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(connections));
            var pair = new VersionPair(
                CoreSplit.OfThisProcess(1),
                extent,
                new GatewayProgram(result.GetValue(before)?.FullName ?? OwnProgram.Gateway, EnvironmentVariables.Parse(beforeEnvironment.Name, result.GetValue(beforeEnvironment))),
                new GatewayProgram(OwnProgram.Gateway, EnvironmentVariables.Parse(afterEnvironment.Name, result.GetValue(afterEnvironment))));
            var results = await pair.RunAsync(cases, cancellation);
            Console.WriteLine();
            foreach (var measured in results) Tell(measured);
            return results.Any(static r => r.Before.Concat(r.After).Any(static s => s.Failures > 0)) ? Failed : 0;
        }));
        return command;
    }

    private static Option<string[]> Variables(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static void Tell(VersionResult measured)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{measured.Case.Scenario.Name + (measured.Case.Protocol is Protocol.Http2 ? ":h2" : ":h1"),-18} req/s {Rate(measured.Before):N0} -> {Rate(measured.After):N0}, ratio {Text(measured.Rate)}; CPU µs {Processor(measured.Before):F1} -> {Processor(measured.After):F1}, ratio {Text(measured.Processor)}; allocated B {Allocated(measured.Before):N0} -> {Allocated(measured.After):N0}"));
        return;

        static string Text(Distribution values) => string.Create(CultureInfo.InvariantCulture, $"{values.Median:F3} ({values.LowerQuartile:F3} to {values.UpperQuartile:F3})");
        static double Rate(List<Sample> samples) => Distribution.Of(samples.Select(static s => s.RequestsPerSecond)).Median;
        static double Processor(List<Sample> samples) => Distribution.Of(samples.Select(static s => s.ProcessorMicroseconds)).Median;
        static double Allocated(List<Sample> samples) => Distribution.OfKnown(samples.Select(static s => s.AllocatedBytes))?.Median ?? 0;
    }
}
