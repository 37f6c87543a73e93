using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Soak;

/// <summary>The built gateway as a process of its own, as it runs in production. Stopped by SIGTERM to this process id only.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private GatewayProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Where the public listener is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <exception cref="InvalidOperationException">The gateway did not come up; what it said is in the message.</exception>
    public static async Task<GatewayProcess> StartAsync(string configuration)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "gateway.exe" : "gateway"))
        {
            ArgumentList = { "run", "--config", configuration },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var gateway = new GatewayProcess(Process.Start(start)!);
        try
        {
            await gateway.ReadAddressAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the process to end and waits for it. Its exit code; null when it had to be killed.</summary>
    public async Task<int?> StopAsync()
    {
        if (!_process.HasExited) await TerminateAsync();
        using var patience = new CancellationTokenSource(StopTime);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        _process.Dispose();
    }

    // The banner on standard error says where it listens: the port is any free one.
    private async Task ReadAddressAsync()
    {
        using var patience = new CancellationTokenSource(StartTime);
        // A full pipe would stop the gateway; a process that ends closes it.
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            said.Add(line);
            var word = line.TrimStart().Split(' ')[0];
            if (!word.StartsWith("https://", StringComparison.Ordinal)) continue;
            Address = new Uri(word);
            _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
            return;
        }

        throw new InvalidOperationException($"The gateway did not start:\n{string.Join('\n', said)}");
    }

    // .NET has no SIGTERM for a Process. The shell's own kill needs no package.
    private async Task TerminateAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill();
            return;
        }

        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        await kill.WaitForExitAsync();
    }
}
