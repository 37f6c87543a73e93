using BenchmarkDotNet.Attributes;
using Gateway.Benchmarks.Support;
using Gateway.JsonSchema;

namespace Gateway.Benchmarks.JsonSchema;

/// <summary>Validation of the order document, and of one with a mistake at its end.</summary>
[MemoryDiagnoser]
public class OrderValidationBenchmarks
{
    private JsonSchemaValidator _schema = null!;
    private byte[] _order = [];
    private byte[] _mistaken = [];

    [GlobalSetup]
    public void Setup()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "benchmarks", "JsonSchema");
        _schema = JsonSchemaValidator.Parse(File.ReadAllBytes(Path.Combine(folder, "order.schema.json")), new JsonSchemaOptions { AssertFormats = true });
        _order = File.ReadAllBytes(Path.Combine(folder, "order.json"));
        _mistaken = [.. _order[..^1], .. ",\"extra\":1}"u8];
    }

    [Benchmark(Baseline = true)]
    public bool Valid() => _schema.IsValid(_order);

    [Benchmark]
    public bool Mistaken() => _schema.IsValid(_mistaken);

    [Benchmark]
    public JsonSchemaResult MistakenWithViolations() => _schema.Validate(_mistaken);
}
