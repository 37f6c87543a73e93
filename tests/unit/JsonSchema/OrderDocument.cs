using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

/// <summary>The order document of the benchmark.</summary>
internal static class OrderDocument
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "benchmarks", "JsonSchema");

    public static string InstancePath => Path.Combine(Folder, "order.json");

    public static JsonSchemaValidator Validator { get; } =
        JsonSchemaValidator.Parse(File.ReadAllBytes(Path.Combine(Folder, "order.schema.json")), new JsonSchemaOptions { AssertFormats = true });
}
