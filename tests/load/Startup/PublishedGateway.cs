using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Startup;

/// <summary>The gateway as the container image has it: published for one platform, compiled ahead for it, without the demo.</summary>
internal static class PublishedGateway
{
    private const string Platform = "linux-x64";

    /// <param name="folder">Where it is published to.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="LoadTestException">It cannot be published, say because the platform's packs cannot be restored.</exception>
    public static async Task<GatewayProgram> MakeAsync(string folder, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "publish", Path.Combine(RepositoryRoot.Path, "src", "Gateway"), "-c", "Release", "-v", "quiet", "-o", folder,
            $"-p:GatewayPlatform={Platform}", "-p:GatewayDemo=false", "-p:RunAnalyzers=false",
        ];
        var outcome = await ShortCommand.RunAsync("dotnet", arguments, TimeSpan.FromMinutes(10), cancellation);
        if (outcome.ExitCode != 0) throw new LoadTestException($"dotnet {string.Join(' ', arguments)}: ended with {outcome.ExitCode}: {outcome.Output.Trim()} {outcome.Errors.Trim()}");
        return new GatewayProgram(Path.Combine(folder, "gateway"), new Dictionary<string, string>(StringComparer.Ordinal));
    }
}
