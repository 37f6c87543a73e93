using System.Globalization;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;

namespace Gateway.LoadTests.Waf;

/// <summary>Sends requests to one server at a time, and reads what they cost it.</summary>
internal sealed class WafMeter(Arena arena, CountedH2Load driver, int connections)
{
    /// <summary>What a server is tried with before its rate is known: few enough for one that takes milliseconds.</summary>
    private const int FirstRequests = 100;

    private const int FewestRequests = 50;

    public async Task<(WafSample Sample, double RequestsPerSecond)> RunAsync(WafServer server, WafRequest request, int requests, CancellationToken cancellation)
    {
        var load = new LoadRequest(new Uri($"https://127.0.0.1:{server.Port}{request.Target}")) { Headers = request.Fields, BodyPath = request.ContentType is null ? null : BodyPath(request) };
        var allocated = await server.AllocatedAsync(arena.Control, cancellation);
        var before = server.ProcessorTime();
        var result = await driver.RunAsync(load, connections, requests, cancellation);
        // Before it is asked for its counters: to tell them is work, too.
        var used = server.ProcessorTime() - before;
        return (new WafSample(used.TotalMicroseconds / requests, (await server.AllocatedAsync(arena.Control, cancellation) - allocated) / requests, result.Failures), result.RequestsPerSecond);
    }

    /// <summary>
    /// Loads a server with a kind of request until its rate no longer rises. Returns how many requests it serves in the given seconds: so many are sent in every round.
    /// </summary>
    public async Task<int> WarmUpAsync(WafServer server, WafRequest request, int seconds, int mostSeconds, CancellationToken cancellation)
    {
        var (first, rate) = await RunAsync(server, request, FirstRequests, cancellation);
        if (first.Failures > 0) throw new LoadTestException($"{server.Subject}, {request.Name}: {first.Failures} of the first {FirstRequests} requests failed; allowed: 0");
        var steady = new SteadyRate();
        // nginx is compiled: there is nothing to wait for.
        for (var left = server.Subject is WafSubject.Gateway or WafSubject.GatewayRules ? mostSeconds : seconds; left > 0 && !steady.IsSteady; left -= seconds)
        {
            (_, rate) = await RunAsync(server, request, Count(rate, seconds), cancellation);
            steady.Add(rate);
        }

        var count = Count(rate, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warm        {WafSubjects.TitleOf(server.Subject),-24} {request.Name,-5} {rate,8:N0} req/s, {count} requests a round"));
        return count;
    }

    private static int Count(double rate, int seconds) => Math.Max(FewestRequests, (int)(rate * seconds));

    private string BodyPath(WafRequest request)
    {
        var path = arena.Folder.PathOf($"waf-{request.Name}.body");
        if (!File.Exists(path)) File.WriteAllText(path, request.Body);
        return path;
    }
}
