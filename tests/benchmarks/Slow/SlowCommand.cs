using System.Globalization;
using Gateway.Benchmarks.Soak;
using Gateway.Benchmarks.Support;
using Gateway.Demo;

namespace Gateway.Benchmarks.Slow;

/// <summary>
/// Slow and greedy clients against a gateway process with default limits (but for KeepAliveTimeout), one attack after the other: what the process holds, and how
/// well-behaved traffic fares, with and without. Exit codes: 0 all well-behaved requests were answered and everything was given back,
/// 1 not, 2 the command line, a tool or a limit of the machine is wrong.
/// </summary>
internal static class SlowCommand
{
    private const string Idle = "idle";
    private const int DefaultConnections = 10_000;
    private const int OtherFiles = 500;

    // Opening ten thousand can take longer than an idle connection is kept by default.
    private const string KeepsIdle = """ "Limits": { "KeepAliveTimeout": "10m" }, """;

    // What the runtime opens by itself meanwhile, and connections to the backend that are kept.
    private const int HandlesKept = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string seconds, string? connections = null)
    {
        if (!TryParse(seconds, 3, 600, out var duration)) return Usage.Write($"found --slow {seconds}; allowed: 3 to 600 seconds for each attack");
        var count = DefaultConnections;
        if (connections is not null && !TryParse(connections, 100, 100_000, out count)) return Usage.Write($"found {connections} connections; allowed: 100 to 100000");
        if (!SlowHttpTest.IsInstalled) return Usage.Write("missing: slowhttptest. Install with: apt-get install slowhttptest");
        if (ProcessSample.OpenFilesAllowed() < count + OtherFiles)
            return Usage.Write($"found ulimit -n {ProcessSample.OpenFilesAllowed()}; allowed: at least {count + OtherFiles} for {count} connections (ulimit -n {count + OtherFiles}, or fewer connections)");
        return await AttackAsync(duration, count);
    }

    private static async Task<int> AttackAsync(int seconds, int connections)
    {
        using var configurations = new Configurations();
        await using var backend = new EchoBackend();
        await backend.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(
            configurations.Write("gateway.json", Configurations.Route("open", Configurations.Anonymous), KeepsIdle, backend.Address));
        Console.WriteLine($"gateway process {gateway.Id} at {gateway.Address}; {seconds} s each; load of the machine {File.ReadAllText("/proc/loadavg").Split(' ')[0]} on {Environment.ProcessorCount} processors");
        Console.WriteLine("attack                     requests  failed   p50 ms   p99 ms  memory MiB  threads  handles  handles after");
        var bystander = new Bystander(gateway.Address, configurations.Certificate.CertificatePath);
        var run = new SlowRun(gateway, bystander, seconds);
        (string Name, int Connections, Attack? Attack)[] attacks =
        [
            ("(warm-up)", 0, null), ("none", 0, null),
            ("slowhttptest head, 1000", 1000, SlowHttpTest.Head), ("slowhttptest body, 1000", 1000, SlowHttpTest.Body), ("slowhttptest read, 1000", 1000, SlowHttpTest.Read),
            (Idle, connections, null), ("connection flood", 0, Floods.ConnectionsAsync), ("handshake flood", 0, Floods.HandshakesAsync), ("none, afterwards", 0, null),
        ];
        var before = 0;
        var failures = 0;
        foreach (var (name, many, attack) in attacks)
        {
            var handles = before == 0 ? int.MaxValue : before + HandlesKept;
            var row = name == Idle ? await run.IdleAsync(many, handles, Patience) : await run.PhaseAsync(name, many, attack, handles, Patience);
            if (before == 0) before = row.HandlesAfter;
            if (row.Failed > 0 || row.HandlesAfter > before + HandlesKept) failures++;
        }

        await gateway.StopAsync();
        Console.WriteLine(failures == 0 ? "held" : $"FAILED: {failures} attacks with failed requests of well-behaved clients, or with handles that were kept");
        return failures == 0 ? 0 : 1;
    }

    private static bool TryParse(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
