namespace Gateway.JsonSchema.Compilation;

/// <summary>A schema with a URI of its own: a document, or what an <c>$id</c> inside one begins.</summary>
internal sealed class SchemaResource(int id, string uri, SchemaElement root, Dialect dialect)
{
    public int Id => id;

    public string Uri => uri;

    public SchemaElement Root => root;

    public Dialect Dialect => dialect;

    /// <summary><c>$anchor</c> and <c>$dynamicAnchor</c>.</summary>
    public Dictionary<string, SchemaElement> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary><c>$dynamicAnchor</c> only.</summary>
    public Dictionary<string, SchemaElement> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
