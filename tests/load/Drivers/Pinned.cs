using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Drivers;

/// <summary>Runs a load generator on the cores that send.</summary>
internal static class Pinned
{
    /// <exception cref="LoadTestException">It failed or did not end in time.</exception>
    public static async Task<ShortCommand.Outcome> RunAsync(
        string? cores, Tool tool, List<string> arguments, TimeSpan patience, CancellationToken cancellation, bool mayFail = false)
    {
        var file = tool.FindOrThrow();
        var outcome = cores is null
            ? await ShortCommand.RunAsync(file, arguments, patience, cancellation)
            : await ShortCommand.RunAsync("taskset", ["-c", cores, file, .. arguments], patience, cancellation);
        return outcome.ExitCode == 0 || mayFail ? outcome : throw new LoadTestException($"{tool.Command} ended with {outcome.ExitCode}:\n{outcome.Output}{outcome.Errors}");
    }
}
