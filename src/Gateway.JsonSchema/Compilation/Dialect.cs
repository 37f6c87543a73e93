namespace Gateway.JsonSchema.Compilation;

/// <summary>Which keywords a schema resource knows.</summary>
/// <param name="Kind">The language.</param>
/// <param name="Applicators">properties, items, allOf …</param>
/// <param name="Validation">type, minimum, required …</param>
/// <param name="Unevaluated">unevaluatedProperties, unevaluatedItems.</param>
/// <param name="AssertsFormats">Whether the dialect itself makes format an assertion.</param>
internal sealed record Dialect(JsonSchemaDialect Kind, bool Applicators = true, bool Validation = true, bool Unevaluated = true, bool AssertsFormats = false)
{
    public const string Schema202012 = "https://json-schema.org/draft/2020-12/schema";
    public const string Schema7 = "http://json-schema.org/draft-07/schema";
    private const string OpenApi31 = "https://spec.openapis.org/oas/3.1/dialect/base";
    private const string Vocabularies = "https://json-schema.org/draft/2020-12/vocab/";

    private static readonly string[] Annotations = ["core", "meta-data", "format-annotation", "content"];

    /// <summary>Members beside <c>$ref</c> are ignored.</summary>
    public bool RefStandsAlone => Kind is JsonSchemaDialect.Draft7 or JsonSchemaDialect.OpenApi30;

    public bool Is202012 => Kind is JsonSchemaDialect.Draft202012 or JsonSchemaDialect.OpenApi31;

    public bool IsOpenApi => Kind is JsonSchemaDialect.OpenApi30 or JsonSchemaDialect.OpenApi31;

    /// <summary>The dialect of a <c>$schema</c> that is known by its URI, or null.</summary>
    public static Dialect? Find(string uri) => uri switch
    {
        Schema202012 => new Dialect(JsonSchemaDialect.Draft202012),
        Schema7 or "https://json-schema.org/draft-07/schema" => new Dialect(JsonSchemaDialect.Draft7),
        _ when uri.StartsWith(OpenApi31, StringComparison.Ordinal) || uri.StartsWith("https://spec.openapis.org/oas/3.1/dialect/", StringComparison.Ordinal) => new Dialect(JsonSchemaDialect.OpenApi31),
        _ => null,
    };

    /// <summary>The dialect of a meta-schema by its <c>$vocabulary</c>; the findings say which required vocabulary nobody knows.</summary>
    public static Dialect OfMetaSchema(SchemaElement metaSchema, Dialect own, Action<SchemaElement, string> report)
    {
        if (metaSchema["$vocabulary"] is not { } vocabularies) return own;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vocabulary in vocabularies.Children)
        {
            var name = vocabulary.Name!.StartsWith(Vocabularies, StringComparison.Ordinal) ? vocabulary.Name[Vocabularies.Length..] : "";
            if (name is "applicator" or "validation" or "unevaluated" or "format-assertion" || Annotations.Contains(name)) names.Add(name);
            else if (vocabulary.IsTrue) report(vocabulary, "a required vocabulary that is not known; allowed: those of draft 2020-12");
        }

        return new Dialect(own.Kind, names.Contains("applicator"), names.Contains("validation"), names.Contains("unevaluated"), names.Contains("format-assertion"));
    }
}
