using System.Diagnostics;

namespace Gateway.LoadTests.Processes;

/// <summary>A program that is run to its end, and never longer than it may.</summary>
internal static class ShortCommand
{
    public sealed record Outcome(int ExitCode, string Output, string Errors);

    /// <exception cref="LoadTestException">It cannot be started, or did not end in time and was killed.</exception>
    public static async Task<Outcome> RunAsync(
        string file, IEnumerable<string> arguments, TimeSpan patience, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal)) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new LoadTestException($"{file}: cannot be started");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            // Both at once, or a full pipe would stop the program.
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new LoadTestException($"{file} {string.Join(' ', arguments)}: did not end within {patience.TotalSeconds:F0} s");
        }
    }
}
