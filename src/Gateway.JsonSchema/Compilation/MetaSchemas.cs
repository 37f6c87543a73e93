using System.Reflection;

namespace Gateway.JsonSchema.Compilation;

/// <summary>The meta-schemas, which every catalogue has.</summary>
internal static class MetaSchemas
{
    private static readonly string[] Names =
    [
        "2020-12.schema", "2020-12.core", "2020-12.applicator", "2020-12.unevaluated", "2020-12.validation", "2020-12.meta-data",
        "2020-12.format-annotation", "2020-12.format-assertion", "2020-12.content", "draft-07.schema",
    ];

    /// <summary>Read once; documents do not change.</summary>
    public static readonly Lazy<IReadOnlyList<SchemaDocument>> Documents = new(() => [.. Names.Select(Read)]);

    private static SchemaDocument Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ".json") ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var uri = name switch
        {
            "2020-12.schema" => Dialect.Schema202012,
            "draft-07.schema" => Dialect.Schema7,
            _ => $"https://json-schema.org/draft/2020-12/meta/{name["2020-12.".Length..]}",
        };
        return SchemaDocument.Read(uri, bytes.ToArray());
    }
}
