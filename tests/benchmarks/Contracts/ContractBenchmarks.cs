using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.PolicyCost;
using Gateway.Benchmarks.Support;
using Gateway.Policies.Pipeline;
using Gateway.UnitTests.Validation;

namespace Gateway.Benchmarks.Contracts;

/// <summary>The same request to a document of six operations and to one of 6,000, in its middle: found, parameters checked, nothing refused.</summary>
public class ContractBenchmarks : CompiledBenchmarks
{
    private BenchRequest _small = null!, _large = null!;
    private RequestStage _smallStage = null!, _largeStage = null!;

    public override void Setup()
    {
        Configurations.Put("small.json", LargeDocument.Json(6));
        Configurations.Put("large.json", LargeDocument.Json());
        (_smallStage, _largeStage) = (Stage("small", "Validation"), Stage("large", "Validation"));
        _small = new(Gateway.Plan("small"), "GET", "/small/r1/42?q=a", TypicalRequest.Browser);
        _large = new(Gateway.Plan("large"), "GET", $"/large/r{LargeDocument.Operations / 4}/42?q=a", TypicalRequest.Browser);
    }

    private protected override IEnumerable<string> Routes() => [Route("small"), Route("large")];

    private static string Route(string name) =>
        Configurations.Route(name, $$""" {{Configurations.Anonymous}}, "Validation": { "OpenApi": "{{name}}.json", "BasePath": "/{{name}}" } """);

    [Benchmark(Baseline = true, Description = "Validation, one of 6 operations")]
    public bool Small() => Continues(_smallStage, _small.Again());

    [Benchmark(Description = "Validation, one of 6,000 operations")]
    public bool Large() => Continues(_largeStage, _large.Again());
}
