using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Drivers;

/// <summary>HTTP/1.1 with keep-alive by wrk, one thread.</summary>
internal sealed class Wrk(CoreSplit cores, TempFolder folder) : ILoadDriver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<LoadResult> RunAsync(LoadRequest request, LoadAmount amount, CancellationToken cancellation)
    {
        List<string> arguments = ["-t", "1", "-c", Text(amount.Connections), "-d", $"{amount.Seconds}s", "--latency", "--timeout", "5s"];
        if (request.TokensPath is { } tokens) arguments.AddRange(["-s", folder.Write("tokens.lua", WrkScript.TakingTurns(tokens))]);
        else if (request.Paths.Count > 1) arguments.AddRange(["-s", folder.Write("paths.lua", WrkScript.OverPaths(folder.Write("paths.txt", string.Join('\n', request.Paths) + "\n")))]);
        else if (request.BodyPath is { } body) arguments.AddRange(["-s", folder.Write("post.lua", WrkScript.Posting(body))]);
        foreach (var (name, value) in request.Headers) arguments.AddRange(["-H", $"{name}: {value}"]);
        arguments.Add(request.Address.AbsoluteUri);
        var outcome = await Pinned.RunAsync(cores.Load, Tool.Wrk, arguments, TimeSpan.FromSeconds(amount.Seconds) + Patience, cancellation);
        return WrkOutput.Parse(outcome.Output);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
