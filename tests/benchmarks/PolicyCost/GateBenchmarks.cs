using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.Support;

namespace Gateway.Benchmarks.PolicyCost;

/// <summary>Making a request canonical, before routing.</summary>
public class GateBenchmarks : CompiledBenchmarks
{
    private BenchRequest _canonical = null!, _odd = null!;

    public override void Setup()
    {
        _canonical = Get("open", [("Origin", TypicalRequest.Origin)]);

        // Spelled in ways that are allowed and mean the same: an unreserved character encoded, raw '"' and '|' in the query as browsers
        // send them, and fields that only the gateway may set.
        (string Name, string Value)[] removed = [("X-Forwarded-For", "198.51.100.1"), ("X-User", "admin"), ("X-Request-Id", "1")];
        _odd = new(
            Gateway.Plan("open"), "GET", "/open/%34%32/caf%C3%A9?filter=\"a|b\"&page=2",
            [.. TypicalRequest.Browser, .. removed], removed.Select(static h => h.Name));
        if (_odd.Received() is var context && (Gateway.Gate.Inspect(context) is not null || context.Request.QueryString.Value!.Contains('"')))
            throw new InvalidOperationException("The request was not made canonical.");
    }

    private protected override IEnumerable<string> Routes() => [Configurations.Route("open", Configurations.Anonymous)];

    [Benchmark(Description = "nothing: undoing what the gate did (in both rows of the gate)")]
    public object Nothing() => _odd.Received();

    [Benchmark(Description = "Gate: a browser's request, canonical already")]
    public bool Canonical() => Inspect(_canonical);

    [Benchmark(Description = "Gate: path and query to canonicalise, three fields to remove")]
    public bool Canonicalised() => Inspect(_odd);

    private bool Inspect(BenchRequest request) =>
        Gateway.Gate.Inspect(request.Received()) is null ? true : throw new InvalidOperationException("The gate refused the request.");
}
