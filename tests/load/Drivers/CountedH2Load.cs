using System.Globalization;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Drivers;

/// <summary>
/// HTTP/1.1 by h2load, a fixed number of requests: where a request takes milliseconds, those in flight at the end of a test by time would be work without an answer.
/// </summary>
internal sealed class CountedH2Load(CoreSplit cores)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<LoadResult> RunAsync(LoadRequest request, int connections, int requests, CancellationToken cancellation)
    {
        List<string> arguments = ["--h1", "-t", "1", "-c", Text(Math.Min(connections, requests)), "-n", Text(requests)];
        if (request.BodyPath is { } body) arguments.AddRange(["-d", body]);
        // "Host" would stand beside its own one; this replaces it.
        foreach (var (name, value) in request.Headers) arguments.AddRange(["-H", $"{(name == "Host" ? ":authority" : name)}: {value}"]);
        arguments.Add(request.Address.AbsoluteUri);
        var outcome = await Pinned.RunAsync(cores.Load, Tool.H2Load, arguments, Patience, cancellation);
        var result = H2LoadOutput.Parse(outcome.Output, []);
        // A connection that breaks takes what was to be sent on it along.
        return result.Requests + result.Failures < requests ? result with { Failures = requests - result.Requests } : result;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
