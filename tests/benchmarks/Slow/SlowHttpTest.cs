using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Slow;

/// <summary>The tool of that name, with one of its modes. It has one source address.</summary>
internal static class SlowHttpTest
{
    private const string Tool = "slowhttptest";

    public static bool IsInstalled
    {
        get
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(Tool, ["-h"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
                return process is not null;
            }
            catch (Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>Slow heads (Slowloris).</summary>
    public static Attack Head => Run("-H", "-i", "2", "-x", "24");

    /// <summary>Slow bodies (R-U-Dead-Yet).</summary>
    public static Attack Body => Run("-B", "-i", "2", "-s", "8192", "-x", "8");

    /// <summary>Slow readers with a small window, of pipelined answers.</summary>
    public static Attack Read => Run("-X", "-w", "16", "-y", "256", "-n", "5", "-z", "32", "-k", "10");

    private static Attack Run(params string[] mode) => async (gateway, connections, seconds, end) =>
    {
        var start = new ProcessStartInfo(Tool) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] common = ["-u", new Uri(gateway, "/open/" + new string('p', 2000)).ToString(), "-c", Text(connections), "-r", "500", "-l", Text(seconds), "-p", "5"];
        foreach (var argument in (string[])[.. mode, .. common]) start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(end);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        var said = string.Join('\n', await output);
        // It exits with 0, too, when it does not understand its options.
        if (clock.Elapsed < TimeSpan.FromSeconds(seconds) / 2) throw new InvalidOperationException($"slowhttptest ended after {clock.Elapsed.TotalSeconds:F1} s: {said}");
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
