using System.Diagnostics;
using System.Globalization;

namespace Gateway.LoadTests.Processes;

/// <summary>A server for as long as it is needed, on the cores that it may use. Stopped by its process id, with the children it started.</summary>
internal sealed class ManagedProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly string _name;
    private readonly Queue<string> _said = new();

    private ManagedProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public int Id => _process.Id;

    /// <summary>Processor time of the process and its children since it began.</summary>
    public TimeSpan ProcessorTime => ProcessTree.ProcessorTime(_process.Id);

    /// <summary>Memory of the process that is in use and not swapped out (VmRSS), what it shares with others included.</summary>
    public long ResidentBytes => ResidentMemory.Parse(File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")));

    /// <param name="name">What messages call it.</param>
    /// <param name="cores">The cores that it may use; null for all.</param>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ManagedProcess Start(string name, string? cores, string file, params IEnumerable<string> arguments) =>
        Start(name, cores, new Dictionary<string, string>(StringComparer.Ordinal), file, arguments);

    /// <param name="name">What messages call it.</param>
    /// <param name="cores">The cores that it may use; null for all.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ManagedProcess Start(string name, string? cores, IReadOnlyDictionary<string, string> environment, string file, params IEnumerable<string> arguments)
    {
        // taskset becomes the program by exec: the process id is the server's. Later pinning would be too late for .NET, which counts its cores once.
        var start = cores is null
            ? new ProcessStartInfo(file, arguments)
            : new ProcessStartInfo("taskset", ["-c", cores, file, .. arguments]);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // A collector or a tuned runtime of whoever runs this would be measured, too.
        foreach (var variable in start.Environment.Keys.Where(static k => k.StartsWith("OTEL_", StringComparison.Ordinal) || k.StartsWith("DOTNET_gc", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        var process = new ManagedProcess(name, start);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="LoadTestException">It ended or took too long; what it said is in the message.</exception>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartTime);
        try
        {
            while (!await isReady(limit.Token))
            {
                if (_process.HasExited) throw new LoadTestException($"{_name} ended with {_process.ExitCode}:\n{Said()}");
                await Task.Delay(PollTime, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LoadTestException($"{_name} was not ready within {StartTime.TotalSeconds:F0} s:\n{Said()}");
        }
    }

    /// <exception cref="LoadTestException">It ended by itself; what it said is in the message.</exception>
    public void EnsureRuns()
    {
        if (_process.HasExited) throw new LoadTestException($"{_name} ended with {_process.ExitCode}:\n{Said()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // .NET has no SIGTERM for a Process.
            using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(StopTime);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_said)
        {
            if (_said.Count == KeptLines) _said.Dequeue();
            _said.Enqueue(line);
        }
    }

    private string Said()
    {
        lock (_said) return string.Join('\n', _said);
    }
}
