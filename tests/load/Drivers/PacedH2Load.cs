using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Drivers;

/// <summary>
/// HTTP/1.1 by h2load at a fixed rate, which the server has to have room for: latencies of a server that is not saturated, which say what
/// a request waits for and not how long the queue is.
/// </summary>
internal sealed class PacedH2Load(CoreSplit cores, TempFolder folder, int perSecond) : ILoadDriver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Where every request of the last run stands.</summary>
    public string LogPath { get; private set; } = "";

    public async Task<LoadResult> RunAsync(LoadRequest request, LoadAmount amount, CancellationToken cancellation)
    {
        if (perSecond < amount.Connections) throw new LoadTestException($"found a rate of {perSecond} req/s; allowed: at least one on each of {amount.Connections} connections. The machine is too busy to measure.");
        var log = folder.PathOf($"paced-{request.Address.Port}.log");
        LogPath = log;
        File.Delete(log);
        // By count: with a log it may hang at the end of a test by time.
        List<string> arguments =
        [
            "--h1", "-t", "1", "-c", Text(amount.Connections), "--rps", Text(Math.Max(1, perSecond / amount.Connections)),
            "-n", Text(perSecond * amount.Seconds), $"--log-file={log}",
        ];
        foreach (var (name, value) in request.Headers) arguments.AddRange(["-H", $"{name}: {value}"]);
        if (request.Paths.Count > 1) arguments.AddRange(["-i", folder.Write("paced.txt", string.Join('\n', request.Paths.Select(p => new Uri(request.Address, p).AbsoluteUri)) + "\n")]);
        else arguments.Add(request.Address.AbsoluteUri);
        var outcome = await Pinned.RunAsync(cores.Load, Tool.H2Load, arguments, TimeSpan.FromSeconds(amount.Seconds * 5) + Patience, cancellation);
        return H2LoadOutput.Parse(outcome.Output, File.Exists(log) ? H2LoadLog.Parse(File.ReadLines(log)) : []);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
