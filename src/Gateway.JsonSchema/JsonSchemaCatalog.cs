using Gateway.JsonSchema.Compilation;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema;

/// <summary>
/// Every document that schemas may refer to, by absolute URI. What is not in the catalogue cannot be referred to: nothing is ever fetched.
/// The meta-schemas of draft 2020-12 and draft-07 are in it from the start. Safe for use by several threads.
/// </summary>
public sealed class JsonSchemaCatalog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SchemaDocument> _documents = new(StringComparer.Ordinal);
    private readonly List<SchemaDocument> _own = [];
    private readonly Dictionary<JsonSchemaOptions, SchemaCompiler> _compilers = [];
    private bool _complete;

    public JsonSchemaCatalog()
    {
        foreach (var document in MetaSchemas.Documents.Value) _documents[document.Uri] = document;
    }

    /// <summary>Adds a document: a schema, or any JSON document that holds schemas, such as an OpenAPI document.</summary>
    /// <param name="uri">Absolute URI without a fragment.</param>
    /// <param name="utf8Json">The document; it is copied.</param>
    /// <exception cref="ArgumentException">The URI is not absolute, has a fragment, or is taken.</exception>
    /// <exception cref="InvalidOperationException">The catalogue is complete.</exception>
    /// <exception cref="JsonSchemaException">It is not JSON, or an object in it has a member twice.</exception>
    public void Add(Uri uri, ReadOnlyMemory<byte> utf8Json)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.Fragment.Length > 1) throw new ArgumentException($"found the URI {uri}; allowed: an absolute one without a fragment", nameof(uri));
        var document = SchemaDocument.Read(uri.GetLeftPart(UriPartial.Query), utf8Json.Span);
        lock (_lock)
        {
            ThrowIfComplete();
            if (!_documents.TryAdd(document.Uri, document)) throw new ArgumentException($"found {uri} in the catalogue already", nameof(uri));
            _own.Add(document);
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
        return Compile(options, compiler => compiler.Compile(reference));
    }

    /// <summary>Compiles the schema at a place of a document.</summary>
    /// <param name="document">The document's URI, as it was added.</param>
    /// <param name="place">JSON Pointer (RFC 6901); empty for the document itself.</param>
    /// <param name="options">Dialect, formats, direction and bounds.</param>
    /// <exception cref="JsonSchemaException">The schema has mistakes; all of them are in <see cref="JsonSchemaException.Findings"/>.</exception>
    public JsonSchemaValidator Compile(Uri document, string place, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(place);
        return Compile(options, compiler => compiler.Compile(document.GetLeftPart(UriPartial.Query), place));
    }

    /// <summary>
    /// Lets go of what only compiling needs: of documents that hold few schemas, or schemas that nobody asked for, most. What was compiled goes on
    /// working, messages included; nothing can be added or compiled any more.
    /// </summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (_complete) return;
            _complete = true;
            foreach (var document in _own) document.LetGo();
            _own.Clear();
            _compilers.Clear();
            _documents.Clear();
        }
    }

    private JsonSchemaValidator Compile(JsonSchemaOptions? options, Func<SchemaCompiler, (SchemaNode Root, SchemaDocument Document)> compile)
    {
        options ??= new JsonSchemaOptions();
        options.Limits.Check();
        lock (_lock)
        {
            ThrowIfComplete();
            if (!_compilers.TryGetValue(options, out var compiler)) _compilers[options] = compiler = new SchemaCompiler(_documents, options);
            var (root, document) = compile(compiler);
            return new JsonSchemaValidator(root, document, options.Limits, compiler.TracksScope);
        }
    }

    private void ThrowIfComplete()
    {
        if (_complete) throw new InvalidOperationException("The catalogue is complete: nothing can be added or compiled any more.");
    }
}
