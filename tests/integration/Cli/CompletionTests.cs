using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>The completion script in a real bash, and what version says.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("gateway val", "val", "gateway", "validate")]
    [InlineData("gateway keys r", "r", "keys", "revoke rotate")]
    [InlineData("gateway reload --admin", "--admin", "reload", "--admin-key-env --admin-key-file")]
    [InlineData("gateway validate --config ", "", "--config", "")]
    public async Task Bash_Completes(string line, string word, string before, string expected)
    {
        using var folder = new TempFolder();
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        folder.Write("gateway", $"#!/bin/sh\nexec '{dotnet}' '{Path.Combine(AppContext.BaseDirectory, "gateway.dll")}' \"$@\"\n");
        // What bash sets before it calls the function that "complete" named.
        var script = $"""
            chmod +x {folder.FullPath}/gateway
            PATH={folder.FullPath}:$PATH
            source <(gateway completion bash)
            function=$(complete -p gateway | sed 's/.*-F \([^ ]*\) .*/\1/')
            COMP_LINE='{line}' COMP_POINT={line.Length}
            "$function" gateway '{word}' '{before}'
            echo "$(printf '%s\n' "$" | sort | xargs)"
            """.Replace("\"$\"", "\"${COMPREPLY[@]}\"", StringComparison.Ordinal);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var answer = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.Equal(expected, answer.Trim());
    }

    [Fact]
    public async Task Version_NamesWhatItIsMadeOf()
    {
        using var folder = new TempFolder();
        var (exitCode, output, _) = await GatewayProcess.RunAsync(folder, "version");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^gateway \d+\.\d+\.\d+\ncommit  ([0-9a-f]{40}|unknown)\nYARP    2\.1\.0\n\.NET    10\.\d+\.\d+ \(.+\)\ndemo    included\n$", output);
    }
}
