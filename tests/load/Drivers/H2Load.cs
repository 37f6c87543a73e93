using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Drivers;

/// <summary>HTTP/2 by h2load, one thread, eight streams on each connection.</summary>
internal sealed class H2Load(CoreSplit cores, TempFolder folder) : ILoadDriver
{
    public const int Streams = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<LoadResult> RunAsync(LoadRequest request, LoadAmount amount, CancellationToken cancellation)
    {
        if (request.TokensPath is not null) throw new LoadTestException("h2load cannot take turns between tokens; use HTTP/1.1");
        // Replicas have a generator each, at the same time.
        var log = folder.PathOf($"h2load-{request.Address.Port}.log");
        File.Delete(log);
        List<string> arguments = ["-t", "1", "-c", Text(Math.Max(1, amount.Connections / Streams)), "-m", Text(Streams)];
        // Only its log of single requests has percentiles, and with a log it may hang at the end of a test by time. So once the rate is known the test is by count.
        if (amount.ExpectedRate is { } rate) arguments.AddRange(["-n", Text((int)Math.Max(1000, rate * amount.Seconds)), $"--log-file={log}"]);
        else arguments.AddRange(["-D", Text(amount.Seconds)]);
        if (request.BodyPath is { } body) arguments.AddRange(["-d", body]);
        foreach (var (name, value) in request.Headers) arguments.AddRange(["-H", $"{name}: {value}"]);
        arguments.Add(request.Address.AbsoluteUri);
        // By count it takes as long as the server needs.
        var patience = TimeSpan.FromSeconds(amount.Seconds * 5) + Patience;
        var outcome = await Pinned.RunAsync(cores.Load, Tool.H2Load, arguments, patience, cancellation);
        var latencies = File.Exists(log) ? H2LoadLog.Parse(File.ReadLines(log)) : [];
        return H2LoadOutput.Parse(outcome.Output, latencies);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
