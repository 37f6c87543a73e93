using Gateway.JsonSchema;
using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.Schemas;

/// <summary>Compiles the schemas of a set of documents, each once for each direction, however many operations refer to it.</summary>
internal sealed class ContractSchemas
{
    private readonly DocumentSet _documents;
    private readonly JsonSchemaDialect _dialect;
    private readonly JsonSchemaLimits _limits;
    private readonly bool _assertFormats;
    private readonly SourceFindings _findings;
    private readonly JsonSchemaCatalog _catalog = new();
    private readonly Dictionary<JsonSchemaDirection, JsonSchemaOptions> _options = [];
    private readonly Dictionary<(SourceDocument, string Pointer, JsonSchemaDirection), JsonSchemaValidator?> _compiled = [];

    public ContractSchemas(DocumentSet documents, JsonSchemaDialect dialect, bool assertFormats, JsonSchemaLimits limits, SourceFindings findings)
    {
        (_documents, _dialect, _assertFormats, _limits, _findings) = (documents, dialect, assertFormats, limits, findings);
        foreach (var document in documents.Documents)
        {
            try
            {
                _catalog.Add(document.Uri, document.Json);
            }
            catch (JsonSchemaException error)
            {
                Report(document.Start, error);
            }
        }
    }

    /// <summary>Null after a finding.</summary>
    public JsonSchemaValidator? Compile(SourcePlace schema, JsonSchemaDirection direction)
    {
        var place = Named(schema);
        var key = (place.Document, place.Pointer, direction);
        if (_compiled.TryGetValue(key, out var known)) return known;
        if (_findings.IsFull) return null;
        JsonSchemaValidator? compiled = null;
        try
        {
            compiled = _catalog.Compile(place.Document.Uri, key.Pointer, Options(direction));
        }
        catch (JsonSchemaException error)
        {
            Report(place, error);
        }

        _compiled.Add(key, compiled);
        return compiled;
    }

    private JsonSchemaOptions Options(JsonSchemaDirection direction)
    {
        if (!_options.TryGetValue(direction, out var options))
            _options[direction] = options = new JsonSchemaOptions { Dialect = _dialect, AssertFormats = _assertFormats, Direction = direction, Limits = _limits };
        return options;
    }

    /// <summary>To be called when all are compiled: what only that needs is let go of.</summary>
    public void Complete() => _catalog.Complete();

    // What is nothing but a reference is what it refers to: a thousand operations have one schema then.
    private SourcePlace Named(SourcePlace schema)
    {
        for (var i = 0; i < DocumentSet.MaxReferences; i++)
        {
            if (schema.Node.Members is not [{ Name: "$ref", Value: { Kind: SourceKind.String, Text: var reference } }]) break;
            if (_documents.Peek(schema, reference!) is not { } target) break;
            schema = target;
        }

        return schema;
    }

    private void Report(SourcePlace schema, JsonSchemaException error)
    {
        if (error.Findings.Count == 0) _findings.Error(schema, error.Message, "a JSON schema");
        foreach (var finding in error.Findings) _findings.Error(Place(finding) ?? schema, Found(finding.Message), Allowed(finding.Message));
    }

    // "found X; allowed: Y", or only the first.
    private static string Found(string message)
    {
        var text = message.StartsWith("found ", StringComparison.Ordinal) ? message[6..] : message;
        var end = text.IndexOf("; allowed: ", StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    private static string Allowed(string message)
    {
        var start = message.IndexOf("; allowed: ", StringComparison.Ordinal);
        return start < 0 ? "what the schema's dialect has" : message[(start + 11)..];
    }

    private SourcePlace? Place(JsonSchemaFinding finding)
    {
        foreach (var document in _documents.Documents)
        {
            if (document.Uri.AbsoluteUri == finding.Document && JsonPointer.Resolve(document.Root, finding.Pointer) is { } node)
                return new(document, SourcePath.Of(finding.Pointer), node);
        }

        return null;
    }
}
