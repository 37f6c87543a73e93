using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Docs;

/// <summary>docs/first-configuration.md is what a newcomer follows word by word, so it is followed here: its commands, its file, its requests.</summary>
[Collection(ProcessTests.Collection)]
public sealed partial class FirstConfigurationTests : IAsyncDisposable
{
    private const int Credentials = 0;
    private const int Issuer = 1;
    private const int Token = 2;
    private const int Commands = 3;
    private const int Requests = 4;

    private readonly TempFolder _folder = new();
    private readonly RecordingBackend _one = RecordingBackend.Start();
    private readonly RecordingBackend _two = RecordingBackend.Start();
    private readonly string _page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "first-configuration.md"));
    private readonly int _port = RedisServer.FreePort();

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Page_FollowedWordByWord_ServesWhatItPromises()
    {
        var scripts = Blocks("sh");
        Assert.Equal(5, scripts.Length);
        _folder.Write("gateway.json", Assert.Single(Blocks("json"))
            .Replace("\"Port\": 8443", $"\"Port\": {_port}", StringComparison.Ordinal)
            .Replace("\"Admin\": {}", $"\"Admin\": {{ \"Port\": {RedisServer.FreePort()} }}", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:9000/", _one.Address, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:9001/", _two.Address, StringComparison.Ordinal));
        await ShellAsync($"{scripts[Credentials]}\n{scripts[Issuer]}\n{scripts[Token]}\nprintf 'K=%s\\nT=%s\\n' \"$K\" \"$T\" > credentials");
        var run = scripts[Commands].Split('\n').Single(static l => l.StartsWith("gateway run", StringComparison.Ordinal));
        var shown = await ShellAsync(scripts[Commands].Replace(run, "", StringComparison.Ordinal));
        Assert.Contains("valid (3 routes, 1 cluster; 0 errors, 0 warnings)", shown, StringComparison.Ordinal);

        await using var gateway = GatewayProcess.Start(_folder, run.Split(' ')[1..]);
        await gateway.WaitForErrorsAsync("Routes");
        var answers = await ShellAsync(". ./credentials\n" + scripts[Requests].Replace("localhost:8443", $"localhost:{_port}", StringComparison.Ordinal));
        Assert.Equal(["200", "401", "200", "200"], Promised(scripts[Requests]));
        Assert.Equal(Promised(scripts[Requests]), StatusLine().Matches(answers).Select(static m => m.Value));
        var arrived = _one.Requests.Concat(_two.Requests).Where(static r => r.Target != "/healthz").ToArray();
        Assert.Equal(["/profile", "/status", "/v1/orders/7"], arrived.Select(static r => r.Target).Order(StringComparer.Ordinal));
        Assert.Contains(arrived.Single(static r => r.Target == "/v1/orders/7").Headers, static h => h is ("X-Called-By", "gateway"));
        Assert.Equal(0, await gateway.StopAsync());
    }

    /// <summary>The status that stands behind each request.</summary>
    private static IEnumerable<string> Promised(string requests) => requests.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => PromisedStatus().Match(l).Value);

    private string[] Blocks(string language) => [.. Block().Matches(_page).Where(m => m.Groups["language"].Value == language).Select(static m => m.Groups["text"].Value)];

    private async Task<string> ShellAsync(string script)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var shell = new Process
        {
            StartInfo = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"gateway() {{ '{host}' '{Path.Combine(AppContext.BaseDirectory, "gateway.dll")}' \"$@\"; }}\n{script}"])
            {
                UseShellExecute = false,
                WorkingDirectory = _folder.FullPath,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["HOME"] = _folder.FullPath },
            },
        };
        shell.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = shell.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = shell.StandardError.ReadToEndAsync(patience.Token);
        await shell.WaitForExitAsync(patience.Token);
        Assert.True(shell.ExitCode == 0, $"exit code {shell.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<=HTTP/2 )\d+", RegexOptions.None, 5000)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"(?<=# )\d+", RegexOptions.None, 5000)]
    private static partial Regex PromisedStatus();
}
