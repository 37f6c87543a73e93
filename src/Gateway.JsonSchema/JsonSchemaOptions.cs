namespace Gateway.JsonSchema;

/// <summary>How a schema is compiled.</summary>
public sealed record JsonSchemaOptions
{
    /// <summary>The dialect of documents that do not name one by <c>$schema</c>. Default draft 2020-12.</summary>
    public JsonSchemaDialect Dialect { get; init; } = JsonSchemaDialect.Draft202012;

    /// <summary>Whether <c>format</c> is checked. Default false: the specification makes it an annotation. Unknown formats are always accepted.</summary>
    public bool AssertFormats { get; init; }

    /// <summary>Which way instances travel. Default <see cref="JsonSchemaDirection.Any"/>.</summary>
    public JsonSchemaDirection Direction { get; init; }

    /// <summary>Bounds of every instance.</summary>
    public JsonSchemaLimits Limits { get; init; } = new();
}
