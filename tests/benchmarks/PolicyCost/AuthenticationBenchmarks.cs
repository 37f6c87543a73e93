using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.Support;
using Gateway.Policies.Pipeline;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>The authentication stage: finding the credential, the failure budget, verifying, taking the credential off, identity headers.</summary>
public class AuthenticationBenchmarks : CompiledBenchmarks
{
    private RequestStage _apiKey = null!, _cached = null!, _uncached = null!;
    private BenchRequest _withKey = null!, _withCached = null!, _rs256 = null!, _ps256 = null!, _es256 = null!;

    public override void Setup()
    {
        _apiKey = Stage("key", "Authentication");
        _cached = Stage("cached", "Authentication");
        _uncached = Stage("uncached", "Authentication");
        _withKey = Get("key", ("X-Api-Key", Configurations.ApiKey));
        _withCached = Bearer("cached", "RS256");
        _rs256 = Bearer("uncached", "RS256");
        _ps256 = Bearer("uncached", "PS256");
        _es256 = Bearer("uncached", "ES256");
    }

    private protected override IEnumerable<string> Routes() => [Route("key", "ApiKey:partners"), Route("cached", "Jwt:main"), Route("uncached", "Jwt:uncached")];

    [Benchmark(Description = "nothing: undoing what authentication did (in every row of Authentication)")]
    public object Nothing() => _withKey.Again();

    [Benchmark(Description = "Authentication, API key")]
    public bool ApiKey() => Continues(_apiKey, _withKey.Again());

    [Benchmark(Description = "Authentication, JWT, cached")]
    public bool Cached() => Continues(_cached, _withCached.Again());

    [Benchmark(Description = "Authentication, JWT, not cached, RS256 (2,048 bits)")]
    public bool Rs256() => Continues(_uncached, _rs256.Again());

    [Benchmark(Description = "Authentication, JWT, not cached, PS256 (2,048 bits)")]
    public bool Ps256() => Continues(_uncached, _ps256.Again());

    [Benchmark(Description = "Authentication, JWT, not cached, ES256")]
    public bool Es256() => Continues(_uncached, _es256.Again());

    private static string Route(string id, string scheme) =>
        Configurations.Route(id, $$""" "Authentication": { "Schemes": ["{{scheme}}"] }, "Authorization": { "AnyAuthenticated": true } """);

    private BenchRequest Bearer(string route, string algorithm) =>
        Get(route, ("Authorization", $"Bearer {Configurations.Issuer.Token(algorithm)}"));
}
