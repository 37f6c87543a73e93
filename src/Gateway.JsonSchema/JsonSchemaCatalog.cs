using Gateway.JsonSchema.Compilation;

namespace Gateway.JsonSchema;

/// <summary>
/// Every document that schemas may refer to, by absolute URI. What is not in the catalogue cannot be referred to: nothing is ever fetched.
/// The meta-schemas of draft 2020-12 and draft-07 are in it from the start. Safe for use by several threads.
/// </summary>
public sealed class JsonSchemaCatalog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SchemaDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonSchemaOptions, SchemaCompiler> _compilers = [];

    public JsonSchemaCatalog()
    {
        foreach (var document in MetaSchemas.Documents.Value) _documents[document.Uri] = document;
    }

    /// <summary>Adds a document: a schema, or any JSON document that holds schemas, such as an OpenAPI document.</summary>
    /// <param name="uri">Absolute URI without a fragment.</param>
    /// <param name="utf8Json">The document; it is copied.</param>
    /// <exception cref="ArgumentException">The URI is not absolute, has a fragment, or is taken.</exception>
    /// <exception cref="JsonSchemaException">It is not JSON, or an object in it has a member twice.</exception>
    public void Add(Uri uri, ReadOnlyMemory<byte> utf8Json)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.Fragment.Length > 1) throw new ArgumentException($"found the URI {uri}; allowed: an absolute one without a fragment", nameof(uri));
        var document = SchemaDocument.Read(uri.GetLeftPart(UriPartial.Query), utf8Json.Span);
        lock (_lock)
        {
            if (!_documents.TryAdd(document.Uri, document)) throw new ArgumentException($"found {uri} in the catalogue already", nameof(uri));
            // Identifiers are looked up once; what was compiled stays as it is.
            _compilers.Clear();
        }
    }

    /// <summary>Compiles the schema that a reference names.</summary>
    /// <param name="reference">Absolute URI with a JSON Pointer or an anchor as its fragment, or with none.</param>
    /// <param name="options">Dialect, formats, direction and bounds.</param>
    /// <exception cref="ArgumentException">The URI is not absolute.</exception>
    /// <exception cref="JsonSchemaException">The schema has mistakes; all of them are in <see cref="JsonSchemaException.Findings"/>.</exception>
    public JsonSchemaValidator Compile(Uri reference, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!reference.IsAbsoluteUri) throw new ArgumentException($"found the reference {reference}; allowed: an absolute URI", nameof(reference));
        options ??= new JsonSchemaOptions();
        options.Limits.Check();
        lock (_lock)
        {
            if (!_compilers.TryGetValue(options, out var compiler)) _compilers[options] = compiler = new SchemaCompiler(_documents, options);
            var (root, document) = compiler.Compile(reference);
            return new JsonSchemaValidator(root, document, options.Limits, compiler.TracksScope);
        }
    }
}
