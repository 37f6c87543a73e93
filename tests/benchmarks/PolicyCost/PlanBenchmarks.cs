using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.Support;
using Gateway.Policies.Pipeline;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>Whole plans: the exchange, all request stages by the runner, all response stages. The policies are those of the example configuration.</summary>
public class PlanBenchmarks : CompiledBenchmarks
{
    private const string Rule = """ "Permits": 10000000, "Window": "1s", "Burst": 1000000000 """;
    private const string Everywhere = $$""" "SecurityHeaders": {}, "RequestLimits": {}, "RateLimit": { "per-address": { "By": ["Address"], {{Rule}} } } """;

    private BenchRequest _anonymous = null!, _withKey = null!, _withToken = null!;
    private PlanRunner _runner = null!;

    public override void Setup()
    {
        _runner = Gateway.Runner;
        _anonymous = Get("open");
        _withKey = Get("partner", ("X-Api-Key", Configurations.ApiKey));
        _withToken = new(
            Gateway.Plan("user"), "GET", "/user/42?page=2",
            [.. TypicalRequest.Browser, ("Origin", TypicalRequest.Origin), ("Authorization", $"Bearer {Configurations.Issuer.Token("RS256")}")],
            ["Authorization"]);
    }

    private protected override IEnumerable<string> Routes() =>
    [
        Configurations.Route("open", $"{Configurations.Anonymous}, {Everywhere}"),
        Configurations.Route("partner", $$"""
            "SecurityHeaders": {}, "RequestLimits": {},
            "Authentication": { "Schemes": ["ApiKey:partners"] }, "Authorization": { "Scopes": ["orders:read"] },
            "RateLimit": { "per-address": { "By": ["Address"], {{Rule}} }, "per-consumer": { "By": ["Consumer"], {{Rule}} } }
            """),
        Configurations.Route("user", $$"""
            {{Everywhere}}, "Authentication": { "Schemes": ["Jwt:main"] }, "Authorization": { "Scopes": ["profile:read"] },
            "Cors": { "Origins": ["{{TypicalRequest.Origin}}"] }
            """),
    ];

    [Benchmark(Description = "Plan: anonymous (address limit, head limits, security headers)")]
    public bool Anonymous() => Run(_anonymous.New());

    [Benchmark(Description = "Plan: API key (and scope, consumer limit, identity headers)")]
    public bool ApiKey() => Run(_withKey.New());

    [Benchmark(Description = "Plan: cached JWT (and scope, CORS, identity headers)")]
    public bool CachedJwt() => Run(_withToken.New());

    private bool Run(Exchange exchange)
    {
        if (!Completed(_runner.RunAsync(exchange)).IsContinue) throw new InvalidOperationException("The plan did not continue.");
        return ResponsePhase.Callback(exchange).IsCompletedSuccessfully;
    }
}
