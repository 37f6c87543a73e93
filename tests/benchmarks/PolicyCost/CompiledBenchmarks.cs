using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.Support;
using Gateway.Policies.Pipeline;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>Benchmarks over a compiled configuration. A request that is not let through is an error: it would measure another thing.</summary>
public abstract class CompiledBenchmarks
{
    private CompiledGateway? _gateway;
    private Configurations? _configurations;

    private protected Configurations Configurations => _configurations ??= new Configurations();

    private protected CompiledGateway Gateway => _gateway ??= CompiledGateway.Load(Configurations.Write("gateway.json", string.Join(',', Routes())));

    [GlobalSetup]
    public abstract void Setup();

    [GlobalCleanup]
    public void Cleanup()
    {
        _gateway?.Dispose();
        _configurations?.Dispose();
    }

    /// <summary>The routes of the configuration as JSON members.</summary>
    private protected abstract IEnumerable<string> Routes();

    private protected RequestStage Stage(string route, string policy, int index = 0) =>
        Gateway.Plan(route).RequestStages.Where(s => s.Policy == policy).ElementAt(index).Stage;

    private protected ResponseStage ResponseStage(string route, string policy) =>
        Gateway.Plan(route).ResponseStages.Single(s => s.Policy == policy).Stage;

    private protected BenchRequest Get(string route, params IEnumerable<(string Name, string Value)> more) =>
        new(Gateway.Plan(route), "GET", $"/{route}/42?page=2", [.. TypicalRequest.Browser, .. more]);

    private protected BenchRequest Get(string route, (string Name, string Value) credential) =>
        new(Gateway.Plan(route), "GET", $"/{route}/42?page=2", [.. TypicalRequest.Browser, credential], [credential.Name]);

    private protected static bool Continues(RequestStage stage, Exchange exchange) =>
        Completed(stage.DecideAsync(exchange)).IsContinue ? true : throw new InvalidOperationException("The stage did not continue.");

    private protected static T Completed<T>(ValueTask<T> pending)
    {
        if (!pending.IsCompletedSuccessfully) return pending.AsTask().GetAwaiter().GetResult();
#pragma warning disable RS0030 // Completed: Result does not block.
        return pending.Result;
#pragma warning restore RS0030
    }
}
