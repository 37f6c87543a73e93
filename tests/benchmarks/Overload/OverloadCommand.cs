using System.Globalization;
using Gateway.Benchmarks.Soak;
using Gateway.Benchmarks.Support;
using Gateway.IntegrationTests.Support;

namespace Gateway.Benchmarks.Overload;

/// <summary>
/// Three times the capacity of a backend with ten slots of 20 ms, three tenths of its capacity of the priority Critical, through a gateway process. Exit
/// codes: 0 the goals are met, 1 they are not, 2 the command line is wrong.
/// </summary>
internal static class OverloadCommand
{
    private const int Slots = 10;
    private static readonly TimeSpan Service = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 5 or > 3600)
            return Usage.Write($"found --overload {text}; allowed: 5 to 3600 seconds");

        using var configurations = new Configurations();
        await using var backend = await SlottedBackend.StartAsync(Slots, Service);
        var routes = $$"""
            "normal": { "ClusterId": "backend", "Match": { "Path": "/normal" }, "Policies": { {{Configurations.Anonymous}}, "LoadShedding": {} } },
            "critical": { "ClusterId": "backend", "Match": { "Path": "/critical" }, "Policies": { {{Configurations.Anonymous}}, "LoadShedding": { "Priority": "Critical" } } }
            """;
        await using var gateway = await GatewayProcess.StartAsync(configurations.Write("overload.json", routes, backend: backend.Address));
        using var clients = new OpenLoop(new Uri($"https://localhost:{gateway.Address.Port}"));

        // Code is compiled and connections are made before anything is measured.
        await clients.RunAsync("/critical", 0.3 * backend.Capacity, Settling);
        var unloaded = await clients.RunAsync("/critical", 0.3 * backend.Capacity, TimeSpan.FromSeconds(5));
        var duration = TimeSpan.FromSeconds(seconds);
        var critical = clients.RunAsync("/critical", 0.3 * backend.Capacity, duration);
        var normal = clients.RunAsync("/normal", 2.7 * backend.Capacity, duration);
        await Task.WhenAll(critical, normal);
        var after = await clients.RunAsync("/normal", 0.3 * backend.Capacity, TimeSpan.FromSeconds(1));
        return Report(backend.Capacity, unloaded, await critical, await normal, after, duration);
    }

    private static int Report(double capacity, LoadOutcome unloaded, LoadOutcome critical, LoadOutcome normal, LoadOutcome after, TimeSpan duration)
    {
        var goodput = critical.Goodput(Settling, duration) + normal.Goodput(Settling, duration);
        Console.WriteLine("|  | sent | 200 | 503 | p50 ms | p99 ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Row("critical, unloaded", unloaded);
        Row("critical, 3 x capacity", critical, Settling);
        Row("normal, 3 x capacity", normal, Settling);
        Row("normal, the second after", after);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"capacity {capacity:0}/s, goodput {goodput:0}/s ({goodput / capacity:P0})"));
        var median = critical.Latency(0.5, Settling) / unloaded.Latency(0.5);
        var tail = critical.Latency(0.99, Settling) / unloaded.Latency(0.99);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"critical: median x {median:0.00}, p99 x {tail:0.00}"));
        var met = goodput >= 0.9 * capacity && median <= 2 && after.Succeeded == after.Sent && after.Latency(0.5) <= 2 * unloaded.Latency(0.5);
        Console.WriteLine(met ? "met" : "FAILED: goodput of 90 %, critical median within 2 x, everything answered as before in the second after");
        return met ? 0 : 1;
    }

    private static void Row(string name, LoadOutcome outcome, TimeSpan from = default) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {outcome.Sent} | {outcome.Succeeded} | {outcome.Count(503)} | {outcome.Latency(0.5, from).TotalMilliseconds:0.0} | {outcome.Latency(0.99, from).TotalMilliseconds:0.0} |"));
}
