namespace Gateway.JsonSchema;

/// <summary>
/// Every document that schemas may refer to, by absolute URI. What is not in the catalogue cannot be referred to: nothing is ever fetched.
/// The meta-schemas of draft 2020-12 and draft-07 are in it from the start. Safe for use by several threads.
/// </summary>
public sealed class JsonSchemaCatalog
{
    /// <summary>Adds a document: a schema, or any JSON document that holds schemas, such as an OpenAPI document.</summary>
    /// <param name="uri">Absolute URI without a fragment.</param>
    /// <param name="utf8Json">The document; it is copied.</param>
    /// <exception cref="JsonSchemaException">It is not JSON, has a member twice, or the URI is taken.</exception>
    public void Add(Uri uri, ReadOnlyMemory<byte> utf8Json) => throw new NotSupportedException();

    /// <summary>Compiles the schema that a reference names.</summary>
    /// <param name="reference">Absolute URI with a JSON Pointer or an anchor as its fragment, or with none.</param>
    /// <param name="options">Dialect, formats, direction and bounds.</param>
    /// <exception cref="JsonSchemaException">The schema has mistakes; all of them are in <see cref="JsonSchemaException.Findings"/>.</exception>
    public JsonSchemaValidator Compile(Uri reference, JsonSchemaOptions? options = null) => throw new NotSupportedException();
}
