using System.Text.Json;

namespace Gateway.JsonSchema.Compilation;

/// <summary>Finds schemas by reference. Resources inside documents are found when a schema is first reached, not before: a document may be anything.</summary>
internal sealed class SchemaRegistry(IReadOnlyDictionary<string, SchemaDocument> documents, Dialect defaultDialect)
{
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<SchemaElement, SchemaResource> _resourceOf = [];
    private int _count;

    /// <summary>Mistakes found in passing.</summary>
    public List<JsonSchemaFinding> Findings { get; } = [];

    /// <summary>The resource that an element belongs to: that of the nearest schema around it.</summary>
    public SchemaResource ResourceOf(SchemaElement element)
    {
        for (var around = element; around is not null; around = around.Parent)
        {
            if (_resourceOf.TryGetValue(around, out var resource)) return resource;
        }

        return OfDocument(element.Document);
    }

    /// <summary>Resolves a reference in a resource. Null, with the reason, when it leads nowhere.</summary>
    public SchemaElement? Resolve(SchemaResource from, string reference, out string problem)
    {
        problem = "";
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var address = hash < 0 ? reference : reference[..hash];
        var resource = address.Length == 0 ? from : FindResource(Combine(from.Uri, address));
        if (resource is null)
        {
            problem = $"a reference to {address}, which is not in the catalogue; allowed: documents that were added, nothing is fetched";
            return null;
        }

        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
        var target = fragment.Length > 0 && fragment[0] != '/' ? resource.Anchors.GetValueOrDefault(fragment) : JsonPointer.Find(resource.Root, fragment);
        return Known(resource, target, fragment, out problem);
    }

    /// <summary>The value that a JSON Pointer names in a resource; null, with the reason, when there is none.</summary>
    public SchemaElement? ResolvePointer(SchemaResource resource, string pointer, out string problem) =>
        Known(resource, JsonPointer.Find(resource.Root, pointer), pointer, out problem);

    public SchemaResource? FindResource(string uri)
    {
        if (_resources.TryGetValue(uri, out var resource)) return resource;
        return documents.TryGetValue(uri, out var document) ? OfDocument(document) : null;
    }

    /// <summary>Makes a schema and all schemas inside it known, with their identifiers and anchors.</summary>
    public void Index(SchemaElement schema, SchemaResource current)
    {
        var open = new Stack<(SchemaElement, SchemaResource)>();
        open.Push((schema, current));
        while (open.TryPop(out var next))
        {
            var (element, around) = next;
            if (_resourceOf.ContainsKey(element)) continue;
            var resource = Enter(element, around);
            _resourceOf[element] = resource;
            foreach (var inner in Subschemas.Of(element)) open.Push((inner, resource));
        }
    }

    public static string Combine(string baseUri, string reference)
        => Uri.TryCreate(baseUri, UriKind.Absolute, out var root) && Uri.TryCreate(root, reference, out var combined) ? combined.AbsoluteUri : reference;

    private SchemaElement? Known(SchemaResource resource, SchemaElement? target, string fragment, out string problem)
    {
        problem = target is null ? $"a reference to #{fragment}, which {resource.Uri} does not have" : "";
        if (target is not null) Index(target, ResourceOf(target));
        return target;
    }

    private SchemaResource OfDocument(SchemaDocument document)
    {
        if (_resources.TryGetValue(document.Uri, out var known)) return known;
        var resource = Add(document.Uri, document.Root, defaultDialect with { });
        if (!document.IsOpenApi)
        {
            resource = Add(document.Uri, document.Root, DialectOf(document.Root, defaultDialect));
            Index(document.Root, resource);
        }
        else
        {
            // OpenAPI 3.1 lets a document choose the dialect of its schemas.
            if (defaultDialect.Is202012 && document.Root["jsonSchemaDialect"] is { } chosen) resource = Add(document.Uri, document.Root, DialectNamed(chosen, document, defaultDialect));
            foreach (var schema in document.Root["components"]?["schemas"]?.Children ?? []) Index(schema, resource);
        }

        return _resources[document.Uri];
    }

    private SchemaResource Add(string uri, SchemaElement root, Dialect dialect)
        => _resources[uri] = new SchemaResource(++_count, uri, root, dialect);

    /// <summary>The resource that a schema is in, which it begins itself by <c>$id</c>; notes its anchors.</summary>
    private SchemaResource Enter(SchemaElement schema, SchemaResource resource)
    {
        if (schema.Kind != JsonValueKind.Object || (resource.Dialect.RefStandsAlone && schema["$ref"] is { Kind: JsonValueKind.String })) return resource;
        if (schema["$id"] is { Kind: JsonValueKind.String } id && resource.Dialect.Kind != JsonSchemaDialect.OpenApi30)
        {
            if (id.Text.StartsWith('#') && resource.Dialect.Kind == JsonSchemaDialect.Draft7)
            {
                resource.Anchors.TryAdd(id.Text[1..], schema);
            }
            else
            {
                var uri = Combine(resource.Uri, id.Text.TrimEnd('#'));
                if (uri.Contains('#', StringComparison.Ordinal)) Report(id, $"{id.Text}; allowed: a URI without a fragment");
                if (uri != resource.Uri || schema != resource.Root) resource = Begin(uri, schema, id, resource);
            }
        }

        if (!resource.Dialect.Is202012) return resource;
        if (schema["$anchor"] is { Kind: JsonValueKind.String } anchor) resource.Anchors.TryAdd(anchor.Text, schema);
        if (schema["$dynamicAnchor"] is { Kind: JsonValueKind.String } dynamic)
        {
            resource.Anchors.TryAdd(dynamic.Text, schema);
            resource.DynamicAnchors.TryAdd(dynamic.Text, schema);
        }

        return resource;
    }

    private SchemaResource Begin(string uri, SchemaElement schema, SchemaElement id, SchemaResource around)
    {
        // A document's own $id is a second name of it, unless someone else has that name.
        if (_resources.TryGetValue(uri, out var taken) && taken.Root != schema && taken.Root.Document == schema.Document)
            Report(id, $"{id.Text}, which another schema of the document has");
        var resource = new SchemaResource(++_count, uri, schema, DialectOf(schema, around.Dialect));
        _resources.TryAdd(uri, resource);
        if (schema.Parent is null && !schema.Document.IsOpenApi) _resources[schema.Document.Uri] = resource;
        return resource;
    }

    private Dialect DialectOf(SchemaElement schema, Dialect inherited)
    {
        if (schema["$schema"] is not { Kind: JsonValueKind.String } member) return inherited;
        return DialectNamed(member, schema.Document, inherited);
    }

    private Dialect DialectNamed(SchemaElement member, SchemaDocument document, Dialect inherited)
    {
        var uri = member.Text.TrimEnd('#');
        if (Dialect.Find(uri) is { } known) return known.Is202012 && inherited.Kind == JsonSchemaDialect.OpenApi31 ? inherited : known;
        if (documents.TryGetValue(Combine(document.Uri, uri), out var metaSchema) && metaSchema != document)
        {
            var own = Dialect.Find(metaSchema.Root["$schema"]?.Text.TrimEnd('#') ?? "") ?? inherited;
            return Dialect.OfMetaSchema(metaSchema.Root, own, Report);
        }

        Report(member, $"{member.Text}; allowed: {Dialect.Schema202012}, {Dialect.Schema7}#, or a meta-schema of the catalogue");
        return inherited;
    }

    private void Report(SchemaElement element, string found)
        => Findings.Add(new JsonSchemaFinding(element.Document.Uri, element.Pointer, element.Document.LineOf(element.Start), "found " + found));
}
