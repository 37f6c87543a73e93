using System.CommandLine;
using Gateway.Policies.Waf.Explaining;

namespace Gateway.Cli.Waf;

/// <summary><c>gateway waf test</c>: go-ftw tests, in this process.</summary>
internal static class WafTestCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("DIR") { Description = "A folder with YAML files in the form of go-ftw, or one file. YAML files about something else are left out and counted; an unknown key in a test is an error." };
        var suite = new Option<bool>("--crs-suite") { Description = "Set what the regression tests of the Core Rule Set ask for: its limits of arguments and files. They also want --paranoia-level 4." };
        var verbose = new Option<bool>("--verbose") { Description = "Name what was left out, too." };
        var command = new Command("test", "Run go-ftw tests against rules, without a server. Tests about the server itself are left out; a status is decided with --config. Exit code 0: all passed, 1: one failed, or there was nothing to run.") { path, suite, verbose };
        var source = new WafSource(command);
        command.SetAction(async (result, _) =>
        {
            var files = FtwFiles.Find(result.GetValue(path)!);
            if (files.Count == 0)
            {
                await Console.Error.WriteLineAsync($"gateway waf test: found no .yaml file in {result.GetValue(path)}; allowed: go-ftw files");
                return CommandLine.Invalid;
            }

            return await source.LoadAsync(result, result.GetValue(suite)) is { } trial ? await RunAsync(new FtwRun(trial), files, result.GetValue(verbose)) : CommandLine.Invalid;
        });
        return command;
    }

    private static async Task<int> RunAsync(FtwRun run, IReadOnlyList<string> files, bool verbose)
    {
        var (passed, failed, leftOut, others) = (0, 0, 0, 0);
        foreach (var file in files)
        {
            try
            {
                if (FtwFiles.Read(file) is not { } tests)
                {
                    others++;
                    if (verbose) await Console.Out.WriteLineAsync($"left out {file}: it has neither tests nor meta");
                    continue;
                }

                foreach (var test in tests)
                {
                    var (outcome, reason) = run.Judge(test);
                    if (outcome is FtwOutcome.Passed) passed++;
                    else if (outcome is FtwOutcome.LeftOut) leftOut++;
                    else failed++;
                    if (outcome is FtwOutcome.Failed) await Console.Out.WriteLineAsync($"failed   {test.Name}: {reason}");
                    else if (outcome is FtwOutcome.LeftOut && verbose) await Console.Out.WriteLineAsync($"left out {test.Name}: {reason}");
                }
            }
            catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
            {
                failed++;
                await Console.Error.WriteLineAsync($"gateway waf test: {error.Message}");
            }
        }

        await Console.Out.WriteLineAsync($"{passed} passed, {failed} failed, {leftOut} left out, of {CommandLine.Count(files.Count - others, "file")}{(others > 0 ? $"; {CommandLine.Count(others, "other YAML file")} without tests" : "")}");
        return failed == 0 && passed > 0 ? CommandLine.Success : CommandLine.Invalid;
    }
}
