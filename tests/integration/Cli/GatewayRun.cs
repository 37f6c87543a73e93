using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>What a run of the gateway's own executable said.</summary>
internal sealed record GatewayRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs it as a process of its own with a home folder of its own, to its end.</summary>
    public static async Task<GatewayRun> RunAsync(TempFolder home, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.FullPath,
            Environment = { ["HOME"] = home.FullPath, ["XDG_DATA_HOME"] = home.FullPath, ["XDG_CONFIG_HOME"] = home.FullPath, ["XDG_CACHE_HOME"] = home.FullPath },
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gateway.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await Deadline.Async(process.WaitForExitAsync, TimeSpan.FromSeconds(60), () => $"gateway {string.Join(' ', arguments)} ends");
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new GatewayRun(process.ExitCode, await output, await errors);
    }
}
