using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Contenders;

/// <summary>
/// The built gateway, a process for each scenario and replica: what the just-in-time compiler learns from one scenario does not speed up or slow
/// down another one.
/// </summary>
internal sealed class GatewayContender(string name, GatewayProgram program, Site site, HttpClient control) : Contender(name)
{
    private readonly Dictionary<Scenario, List<Replica>> _replicas = [];

    public override async Task StartAsync(IReadOnlyCollection<Scenario> scenarios, CancellationToken cancellation)
    {
        foreach (var scenario in scenarios)
        {
            _replicas[scenario] = [];
            for (var i = 0; i < site.Replicas; i++) _replicas[scenario].Add(await StartReplicaAsync(scenario, i, cancellation));
        }
    }

    public override IReadOnlyList<Uri> AddressesOf(Scenario scenario) => [.. _replicas[scenario].Select(static r => new Uri($"https://127.0.0.1:{r.HttpsPort}/"))];

    public override async Task<Counters> ReadAsync(Scenario scenario, CancellationToken cancellation)
    {
        Counters? sum = null;
        foreach (var replica in _replicas[scenario])
        {
            replica.Process.EnsureRuns();
            var metrics = await control.GetStringAsync($"{replica.Health}metrics", cancellation);
            var counters = new Counters(replica.Process.ProcessorTime)
            {
                AllocatedBytes = PrometheusText.Sum(metrics, "dotnet_gc_heap_total_allocated_bytes_total"),
                StoreCalls = PrometheusText.Sum(metrics, "gateway_store_calls_total", "outcome=\"answered\""),
                Degraded = PrometheusText.Sum(metrics, "gateway_rate_limit_degraded_total") ?? 0,
                TokenCacheHits = PrometheusText.Sum(metrics, "gateway_jwt_cache_lookups_total", "outcome=\"hit\""),
                TokenCacheMisses = PrometheusText.Sum(metrics, "gateway_jwt_cache_lookups_total", "outcome=\"miss\""),
            };
            sum = sum is null ? counters : sum + counters;
        }

        return scenario.IsShared ? sum! with { Redis = await RedisInfo.ReadAsync(site.RedisPort, cancellation) } : sum!;
    }

    private async Task<Replica> StartReplicaAsync(Scenario scenario, int index, CancellationToken cancellation)
    {
        var (https, health) = (LoopbackPort.Free(), LoopbackPort.Free());
        var path = site.Write($"{Name}-{scenario.Name}-{index}.json", GatewayConfiguration.For(scenario, site, https, health));
        var process = Launch($"{Name} ({scenario.Name})", site.Cores.Server, program.Environment, program.Path, "run", "--config", path);
        var replica = new Replica(process, https, $"http://127.0.0.1:{health}/");
        await process.WaitUntilAsync(token => IsReadyAsync(replica, token), cancellation);
        return replica;
    }

    private async Task<bool> IsReadyAsync(Replica replica, CancellationToken cancellation)
    {
        try
        {
            using var answer = await control.GetAsync($"{replica.Health}readyz", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private sealed record Replica(ManagedProcess Process, int HttpsPort, string Health);
}
