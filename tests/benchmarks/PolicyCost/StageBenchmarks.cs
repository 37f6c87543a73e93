using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.Support;
using Gateway.Policies.Pipeline;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>Each stage alone, authentication aside, on a request that it lets through.</summary>
public class StageBenchmarks : CompiledBenchmarks
{
    private const int Networks = 10_000;
    private const string Rule = """ "Permits": 10000000, "Window": "1s", "Burst": 1000000000 """;
    private const string ByKey = """ "Authentication": { "Schemes": ["ApiKey:partners"] } """;

    private BenchRequest _plain = null!, _identified = null!, _crossOrigin = null!, _preflight = null!, _post = null!;
    private RequestStage _ip = null!, _address = null!, _identity = null!, _three = null!, _cors = null!, _head = null!, _body = null!, _scopes = null!;
    private ResponseStage _corsResponse = null!, _headers = null!;

    public override void Setup()
    {
        _ip = Stage("networks", "IpAccess");
        _address = Stage("address", "RateLimit");
        _three = Stage("three", "RateLimit");
        _cors = Stage("cors", "Cors");
        _corsResponse = ResponseStage("cors", "Cors");
        _head = Stage("limits", "RequestLimits");
        _body = Stage("limits", "RequestLimits", 1);
        _headers = ResponseStage("headers", "SecurityHeaders");
        _identity = Stage("identity", "RateLimit");
        _scopes = Stage("identity", "Authorization");
        _plain = Get("limits");
        _identified = Get("identity", ("X-Api-Key", Configurations.ApiKey));
        Continues(Stage("identity", "Authentication"), _identified.Again());
        _identified = _identified.WithoutCredential();
        _crossOrigin = Get("cors", [("Origin", TypicalRequest.Origin)]);
        _preflight = new(
            Gateway.Plan("cors"), "OPTIONS", "/cors/42",
            [
                .. TypicalRequest.Browser, ("Origin", TypicalRequest.Origin),
                ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization,content-type"),
            ]);
        _post = new(
            Gateway.Plan("limits"), "POST", "/limits/42", [.. TypicalRequest.Browser, ("Content-Type", "application/json")], body: TypicalRequest.Json());
    }

    private protected override IEnumerable<string> Routes() =>
    [
        // Every fourth /24: neighbours would be merged into one range.
        Configurations.Route("networks", $$""" {{Configurations.Anonymous}}, "IpAccess": { "Allow": ["203.0.113.0/24", {{string.Join(',', Enumerable.Range(0, Networks - 1)
            .Select(static i => $"\"{20 + (i >> 14)}.{(i >> 6) & 255}.{(i & 63) << 2}.0/24\""))}}] } """),
        Configurations.Route("address", $$""" {{Configurations.Anonymous}}, "RateLimit": { "per-address": { "By": ["Address"], {{Rule}} } } """),
        Configurations.Route("three", $$"""
            {{Configurations.Anonymous}}, "RateLimit": {
              "per-address": { "By": ["Address"], {{Rule}} }, "per-route": { "By": ["Address", "Route"], {{Rule}} }, "global": { "By": ["Global"], {{Rule}} } }
            """),
        Configurations.Route("cors", $$"""
            {{Configurations.Anonymous}}, "Cors": { "Origins": ["{{TypicalRequest.Origin}}", "https://*.example.com"], "Methods": ["GET", "PUT"] }
            """),
        Configurations.Route("limits", $$""" {{Configurations.Anonymous}}, "RequestLimits": {} """),
        Configurations.Route("headers", $$""" {{Configurations.Anonymous}}, "SecurityHeaders": {} """),
        Configurations.Route("identity", $$"""
            {{ByKey}}, "Authorization": { "Scopes": ["orders:read"] }, "RateLimit": { "per-consumer": { "By": ["Consumer"], {{Rule}} } }
            """),
    ];

    [Benchmark(Description = "nothing: undoing what a stage did (in every row of a stage)")]
    public object Nothing() => _plain.Again();

    [Benchmark(Description = "IpAccess, 10,000 networks")]
    public bool IpAccess() => Continues(_ip, _plain.Again());

    [Benchmark(Description = "RateLimit, one rule by address")]
    public bool RateLimitByAddress() => Continues(_address, _plain.Again());

    [Benchmark(Description = "RateLimit, one rule by consumer")]
    public bool RateLimitByConsumer() => Continues(_identity, _identified.Again());

    [Benchmark(Description = "RateLimit, three rules (address, address and route, global)")]
    public bool RateLimitThreeRules() => Continues(_three, _plain.Again());

    [Benchmark(Description = "Cors, actual request with its response headers")]
    public bool CorsActual()
    {
        var exchange = _crossOrigin.Again();
        var continues = Continues(_cors, exchange);
        _corsResponse.Apply(exchange);
        return continues;
    }

    [Benchmark(Description = "Cors, preflight answered")]
    public bool CorsPreflight()
    {
        var exchange = _preflight.Again();
        var answer = Completed(_cors.DecideAsync(exchange)).Answer ?? throw new InvalidOperationException("The preflight was not answered.");
        _corsResponse.Apply(exchange);
        return answer.Status is 204;
    }

    [Benchmark(Description = "RequestLimits, head")]
    public bool RequestLimitsHead() => Continues(_head, _plain.Again());

    [Benchmark(Description = "RequestLimits, body of 1 KB JSON")]
    public bool RequestLimitsBody() => Continues(_body, _post.Again());

    [Benchmark(Description = "Authorization, one scope")]
    public bool AuthorizationScope() => Continues(_scopes, _identified.Again());

    [Benchmark(Description = "SecurityHeaders, response")]
    public object SecurityHeaders()
    {
        var exchange = _plain.Again();
        _headers.Apply(exchange);
        return exchange;
    }
}
