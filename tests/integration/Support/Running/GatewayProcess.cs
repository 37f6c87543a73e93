using System.Diagnostics;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>The gateway as a user starts it: a process of its own with a command line.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private GatewayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>Starts it with a home folder of its own, so that no test leaves anything in the user's.</summary>
    public static GatewayProcess Start(TempFolder home, params string[] arguments) => Start(home, new Dictionary<string, string>(), arguments);

    /// <summary>The same with more variables in its environment.</summary>
    public static GatewayProcess Start(TempFolder home, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.FullPath,
            Environment = { ["HOME"] = home.FullPath, ["XDG_DATA_HOME"] = home.FullPath, ["XDG_CONFIG_HOME"] = home.FullPath, ["XDG_CACHE_HOME"] = home.FullPath },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gateway.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = new GatewayProcess(new Process { StartInfo = start });
        process._process.Start();
        // A command that reads is not to wait for whoever runs the tests.
        process._process.StandardInput.Close();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(TempFolder home, params string[] arguments) =>
        RunAsync(home, new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="RunAsync(TempFolder, string[])"/>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        TempFolder home, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var process = Start(home, environment, arguments);
        return (await process.WaitForExitAsync(), process.Output, process.Errors);
    }

    /// <summary>Waits for a text on standard error, where the banner is.</summary>
    public Task WaitForErrorsAsync(string text) =>
        Eventually.Async(
            () => Errors.Contains(text, StringComparison.Ordinal) ? true
                : _process.HasExited ? throw new InvalidOperationException($"exited with {_process.ExitCode}:\n{Output}\n{Errors}") : false,
            Patience,
            $"\"{text}\" on standard error");

    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop as a container runtime does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await WaitForExitAsync();
    }

    /// <summary>Sends it a signal: "-INT".</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Freezes it: connections stay open and nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    public Task ContinueAsync() => SignalAsync("-CONT");

    /// <summary>Ends it at once, without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder target, string? line)
    {
        if (line is null) return;
        lock (target) target.Append(line).Append('\n');
    }

    private static string Text(StringBuilder source)
    {
        lock (source) return source.ToString();
    }
}
