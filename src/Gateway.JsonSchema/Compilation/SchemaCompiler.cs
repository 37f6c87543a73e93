using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Patterns;

namespace Gateway.JsonSchema.Compilation;

/// <summary>
/// Turns schemas into nodes, each once: schemas that refer to each other make a graph. What one call compiled serves the next,
/// so that a thousand operations of one document share their components.
/// </summary>
internal sealed class SchemaCompiler(IReadOnlyDictionary<string, SchemaDocument> documents, JsonSchemaOptions options)
{
    private readonly Dictionary<SchemaElement, SchemaNode> _nodes = [];
    private readonly Dictionary<string, Pattern> _patterns = new(StringComparer.Ordinal);
    private readonly Queue<(SchemaElement Element, SchemaNode Node)> _open = [];
    private readonly List<SchemaNode> _fresh = [];
    private readonly List<SchemaElement> _freshElements = [];
    private readonly List<JsonSchemaFinding> _findings = [];
    private DynamicAnchors _dynamic = new();
    private bool _keepsScopes;

    public SchemaRegistry Registry { get; } = new(documents, new Dialect(options.Dialect));

    public JsonSchemaOptions Options => options;

    /// <summary>Whether any schema has a <c>$dynamicRef</c> whose target depends on the way to it.</summary>
    public bool TracksScope => _keepsScopes;

    public (SchemaNode Root, SchemaDocument Document) Compile(Uri reference)
    {
        var document = documents.GetValueOrDefault(reference.GetLeftPart(UriPartial.Query)) ?? documents.GetValueOrDefault(WithoutFragment(reference.OriginalString));
        if (document is null) throw Failed([new JsonSchemaFinding(reference.OriginalString, "", 0, "found no such document in the catalogue")]);
        var fragment = reference.Fragment;
        return Compile(document, resource => (Registry.Resolve(resource, fragment.Length > 1 ? fragment : "#", out var problem), problem));
    }

    /// <param name="uri">Of the document.</param>
    /// <param name="pointer">JSON Pointer, not escaped for an address.</param>
    public (SchemaNode Root, SchemaDocument Document) Compile(string uri, string pointer)
    {
        var document = documents.GetValueOrDefault(uri) ?? throw Failed([new JsonSchemaFinding(uri, "", 0, "found no such document in the catalogue")]);
        return Compile(document, resource => (Registry.ResolvePointer(resource, pointer, out var problem), problem));
    }

    private (SchemaNode Root, SchemaDocument Document) Compile(SchemaDocument document, Func<SchemaResource, (SchemaElement? Element, string Problem)> resolve)
    {
        _findings.Clear();
        Registry.Findings.Clear();
        _fresh.Clear();
        _freshElements.Clear();
        var (element, problem) = resolve(Registry.FindResource(document.Uri)!);
        if (element is null) throw Failed([new JsonSchemaFinding(document.Uri, "", 0, "found " + problem)]);
        var root = NodeOf(element);
        Drain();
        if (_dynamic.HasRules && !_keepsScopes)
        {
            // The first dynamic reference: from now on each schema notes its resource, so nothing that was compiled without serves any more.
            _keepsScopes = true;
            _dynamic = new DynamicAnchors();
            _nodes.Clear();
            return Compile(document, resolve);
        }

        _findings.AddRange(Registry.Findings);
        new NodeLinker(_keepsScopes, Report).Link(_fresh);
        if (_findings.Count > 0) throw Failed([.. _findings]);
        return (new NodeLinker(_keepsScopes, Report).Target(root), document);
    }

    /// <summary>The node of a schema; compiled later when it is new.</summary>
    public SchemaNode NodeOf(SchemaElement element)
    {
        if (_nodes.TryGetValue(element, out var known)) return known;
        var resource = Registry.ResourceOf(element);
        Registry.Index(element, resource);
        resource = Registry.ResourceOf(element);
        var node = new SchemaNode(element, resource.Id);
        element.IsCompiled = true;
        _nodes[element] = node;
        _fresh.Add(node);
        _freshElements.Add(element);
        _open.Enqueue((element, node));
        return node;
    }

    public void Report(SchemaElement element, string message)
        => _findings.Add(new JsonSchemaFinding(element.Document.Uri, element.Pointer, element.Document.LineOf(element.Start), message));

    public Pattern? PatternOf(SchemaElement where, string pattern)
    {
        if (_patterns.TryGetValue(pattern, out var known)) return known;
        try
        {
            return _patterns[pattern] = Pattern.Compile(pattern);
        }
        catch (PatternSyntaxException e)
        {
            Report(where, $"found the pattern \"{pattern}\": {e.Message}");
            return null;
        }
    }

    /// <summary>Notes a rule whose target depends on the resources entered.</summary>
    public void AddDynamic(DynamicRefRule rule, string anchor) => _dynamic.Add(rule, anchor);

    /// <summary>Compiles what is open; then the targets that dynamic references may have in the resources reached, which may open more.</summary>
    private void Drain()
    {
        do
        {
            while (_open.TryDequeue(out var next))
            {
                var resource = Registry.ResourceOf(next.Element);
                _dynamic.Reach(resource);
                new SchemaReader(this, next.Element, next.Node, resource).Read();
            }
        }
        while (_dynamic.Connect(this) || _open.Count > 0);
    }

    private JsonSchemaException Failed(IReadOnlyList<JsonSchemaFinding> findings)
    {
        // Half of what was compiled now refers to what could not be.
        foreach (var element in _freshElements) _nodes.Remove(element);
        return new JsonSchemaException([.. findings.Distinct()]);
    }

    private static string WithoutFragment(string uri) => uri.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash ? uri[..hash] : uri;
}
