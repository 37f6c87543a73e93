using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.Demo;

namespace Gateway.Benchmarks.Soak;

/// <summary>
/// Mixed traffic through a gateway process: every answer has to be the expected one, and memory must not grow. Exit codes: 0 held,
/// 1 an unexpected answer or growing memory, 2 the command line is wrong.
/// </summary>
internal static class SoakCommand
{
    private const int Connections = 16;
    private const double AllowedGrowth = 0.15;

    public static async Task<int> RunAsync(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 8 or > 86_400)
            return Usage.Write($"found --soak {text}; allowed: 8 to 86400 seconds");

        using var configurations = new Configurations();
        await using var backend = new EchoBackend();
        await backend.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(SoakTraffic.Configuration(configurations, backend.Address));
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };

        Console.WriteLine($"gateway process {gateway.Id} at {gateway.Address}; {seconds} s with {Connections} requests at a time");
        var tally = new SoakTally();
        var memory = new MemorySamples(gateway.Id);
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted.Token))
        {
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
            var traffic = new SoakTraffic(gateway.Address, configurations, tally);
            await Task.WhenAll(traffic.RunAsync(Connections, end.Token), memory.RunAsync(end.Token));
        }

        var exit = await gateway.StopAsync();
        tally.Write(Console.Out);
        var growth = memory.Write(Console.Out);
        Console.WriteLine($"the gateway ended with {exit?.ToString(CultureInfo.InvariantCulture) ?? "a kill: it did not stop within 30 s of SIGTERM"}");
        if (tally.Unexpected > 0) return Fail($"{tally.Unexpected} unexpected answers; allowed: 0");
        if (tally.Total == 0) return Fail("no request was answered");
        if (growth > AllowedGrowth) return Fail(string.Create(CultureInfo.InvariantCulture, $"memory grew by {growth:P1} in the second half; allowed: {AllowedGrowth:P0}"));
        if (exit is null) return Fail("the gateway did not stop");
        Console.WriteLine("held");
        return 0;
    }

    private static int Fail(string reason)
    {
        Console.WriteLine($"FAILED: {reason}");
        return 1;
    }
}
