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

    public override IReadOnlyList<Uri> AddressesOf(Scenario scenario) => [.. _replicas[scenario].Select(static r => new Uri($"https://127.0.0.1:{r.Ports.Https}/"))];

    public override async Task<Counters> ReadAsync(Scenario scenario, CancellationToken cancellation)
    {
        Counters? sum = null;
        foreach (var replica in _replicas[scenario])
        {
            replica.Process.EnsureRuns();
            var beforeAsking = replica.Process.ProcessorTime;
            var metrics = await control.GetStringAsync($"{replica.Health}metrics", cancellation);
            var counters = new Counters(replica.Process.ProcessorTime)
            {
                ProcessorTimeBeforeAsking = beforeAsking,
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

    /// <summary>Gives the first replica of a scenario one route more and has it read its configuration again; returns when that serves.</summary>
    /// <exception cref="LoadTestException">It was refused.</exception>
    public async Task ReloadAsync(Scenario scenario, string addedRoute, CancellationToken cancellation)
    {
        var replica = _replicas[scenario][0];
        var next = site.Write($"{Path.GetFileName(replica.Configuration)}.next", GatewayConfiguration.For(scenario, site, replica.Ports, addedRoute));
        // In one step: the gateway looks at the file, too, and must not find half of it.
        File.Move(next, replica.Configuration, overwrite: true);
        using var answer = await control.PostAsync(new Uri($"http://127.0.0.1:{replica.Ports.Admin}/config/reload"), content: null, cancellation);
        if (!answer.IsSuccessStatusCode) throw new LoadTestException($"{Name} ({scenario.Name}): reload: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private async Task<Replica> StartReplicaAsync(Scenario scenario, int index, CancellationToken cancellation)
    {
        var ports = GatewayPorts.Free();
        var path = site.Write($"{Name}-{scenario.Name}-{index}.json", GatewayConfiguration.For(scenario, site, ports));
        var environment = site.ServerEnvironment.Concat(program.Environment).ToDictionary(StringComparer.Ordinal);
        var process = Launch($"{Name} ({scenario.Name})", site.Cores.Server, environment, program.Path, "run", "--config", path);
        var replica = new Replica(process, ports, path);
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

    private sealed record Replica(ManagedProcess Process, GatewayPorts Ports, string Configuration)
    {
        public string Health => $"http://127.0.0.1:{Ports.Health}/";
    }
}
