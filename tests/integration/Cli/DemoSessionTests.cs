using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>What a newcomer does first: start the example configuration and paste every line of the banner.</summary>
public sealed class DemoSessionTests
{
    [Fact]
    public async Task Banner_EveryLine_GivesWhatItSays()
    {
        using var folder = new TempFolder();
        await using var gateway = GatewayProcess.Start(folder, "--config", OnFreePorts(folder));
        await gateway.WaitForErrorsAsync("?page=2'");
        var lines = gateway.Errors.Split('\n');

        var examined = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("  # ", StringComparison.Ordinal)) continue;
            var status = Regex.Match(lines[i], "[1-5][0-9][0-9]", RegexOptions.NonBacktracking).Value;
            var answer = await PasteAsync(lines[i + 1].Trim());
            Assert.Matches(new Regex($@"(HTTP/\S+ {status}|^{status}$)", RegexOptions.Multiline, TimeSpan.FromSeconds(1)), answer);
            if (status is "400" or "401" or "403") Assert.Contains("urn:gateway:problem:", answer, StringComparison.Ordinal);
            examined++;
        }

        Assert.Equal(8, examined);
        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task Demo_OffLoopback_IsRefused()
    {
        using var folder = new TempFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "config", "gateway.json"));
        var path = folder.Write("gateway.json", text.Replace("\"Address\": \"127.0.0.1\", \"Port\": 8080", "\"Address\": \"0.0.0.0\", \"Port\": 8080", StringComparison.Ordinal));
        var (exitCode, output, _) = await GatewayProcess.RunAsync(folder, "validate", "--config", path);
        Assert.Equal(1, exitCode);
        Assert.Contains("Gateway:Http:Address: found 0.0.0.0; allowed: 127.0.0.1 or ::1", output, StringComparison.Ordinal);
    }

    private static string OnFreePorts(TempFolder folder)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "config", "gateway.json"));
        return folder.Write("gateway.json", text.Replace("8443", "0", StringComparison.Ordinal).Replace("8080", "0", StringComparison.Ordinal));
    }

    private static async Task<string> PasteAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var answer = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        return answer;
    }
}
