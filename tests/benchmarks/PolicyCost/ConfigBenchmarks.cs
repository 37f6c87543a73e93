using BenchmarkDotNet.Attributes;
using Gateway.Hosting.Tls;
using Gateway.Benchmarks.Support;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>Reading, binding, checking and compiling a configuration file, YARP's own checks included, in a process that has done it before.</summary>
public class ConfigBenchmarks : CompiledBenchmarks
{
    private readonly ConfigurationLoader _loader = CompiledGateway.Loader(new ApiKeySets(), new CertificateStore(TimeProvider.System));
    private RoutePlanCompiler _compiler = null!;
    private string _ten = "", _thousand = "";

    public override void Setup()
    {
        _compiler = new RoutePlanCompiler(Gateway.Services);
        _ten = Configurations.Write("ten.json", Many(10));
        _thousand = Configurations.Write("thousand.json", Many(1000));
    }

    private protected override IEnumerable<string> Routes() => [Many(10)];

    [Benchmark(Description = "Config: load and compile 10 routes")]
    public Task<int> Ten() => LoadAsync(_ten);

    [Benchmark(Description = "Config: load and compile 1,000 routes")]
    public Task<int> Thousand() => LoadAsync(_thousand);

    private async Task<int> LoadAsync(string path) => _compiler.Compile(await CompiledGateway.LoadAsync(_loader, path), generation: 1).Plans.Count;

    // Anonymous, API key and JWT in turn.
    private static string Many(int routes) => string.Join(',', Enumerable.Range(0, routes).Select(static i => Configurations.Route($"r{i}", (i % 3) switch
    {
        0 => $$""" {{Configurations.Anonymous}}, "RequestLimits": {}, "SecurityHeaders": {} """,
        1 => $$"""
            "Authentication": { "Schemes": ["ApiKey:partners"] }, "Authorization": { "Scopes": ["orders:read"] }, "SecurityHeaders": {},
            "RateLimit": { "per-consumer": { "By": ["Consumer"], "Permits": 100, "Window": "1s" } }
            """,
        _ => $$"""
            "Authentication": { "Schemes": ["Jwt:main"] }, "Authorization": { "Scopes": ["profile:read"] }, "RequestLimits": { "MaxBodyBytes": "64KiB" },
            "Cors": { "Origins": ["{{TypicalRequest.Origin}}"] }
            """,
    })));
}
