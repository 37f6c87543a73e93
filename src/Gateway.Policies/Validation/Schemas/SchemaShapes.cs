using System.Collections.Frozen;
using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.Schemas;

/// <summary>Reads shapes off schemas: through references, through <c>allOf</c>, and the union of what <c>anyOf</c> and <c>oneOf</c> offer.</summary>
internal sealed class SchemaShapes(DocumentSet documents)
{
    // A parameter has elements and members, and those elements again; more is never looked at.
    private const int MaxDepth = 4;

    // By depth and references, too, on which the answer depends: without it, a schema of two references to itself means two to the power of 32 looks.
    private readonly Dictionary<(SourceNode, int, int), SchemaShape> _known = [];
    private readonly Dictionary<(SchemaShape, SchemaShape, bool), SchemaShape> _combined = [];

    public SchemaShape Of(SourcePlace schema) => Of(schema, 0, 0);

    private SchemaShape Of(SourcePlace schema, int depth, int references)
    {
        if (!schema.Node.IsObject || depth > MaxDepth || references > DocumentSet.MaxReferences) return SchemaShape.Unknown;
        var key = (schema.Node, depth, references);
        if (!_known.TryGetValue(key, out var shape)) _known[key] = shape = Read(schema, depth, references);
        return shape;
    }

    private SchemaShape Read(SourcePlace schema, int depth, int references)
    {
        var own = Own(schema, depth, references);
        if (schema.Node.String("$ref") is { } reference && documents.Peek(schema, reference) is { } target)
            own = Both(own, Of(target, depth, references + 1));
        foreach (var part in Parts(schema, "allOf")) own = Both(own, Of(part, depth, references + 1));
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.Node.Find(keyword) is not { Kind: SourceKind.Array, Items.Count: > 0 }) continue;
            own = Both(own, Parts(schema, keyword).Select(part => Of(part, depth, references + 1)).Aggregate(Either));
        }

        return own;
    }

    private SchemaShape Own(SourcePlace schema, int depth, int references)
    {
        var node = schema.Node;
        var properties = schema.Find("properties") is { Node.IsObject: true } members
            ? members.Members().ToFrozenDictionary(static m => m.Name, m => Of(m.Place, depth + 1, references), StringComparer.Ordinal)
            : FrozenDictionary<string, SchemaShape>.Empty;
        return new SchemaShape
        {
            Types = Types(node),
            Properties = properties,
            Items = schema.Find("items") is { Node.IsObject: true } items ? Of(items, depth + 1, references) : null,
            Additional = schema.Find("additionalProperties") is { } additional && additional.Node.Kind is SourceKind.Object or SourceKind.True
                ? Of(schema.Find("additionalProperties")!.Value, depth + 1, references)
                : null,
            IsClosed = node.Boolean("additionalProperties") is false,
            Hint = ValueHints.Of(node),
            IsBinary = node.String("format") is "binary" || (node.Find("contentMediaType") is not null && node.Find("contentEncoding") is null),
        };
    }

    private static ValueTypes Types(SourceNode node)
    {
        var types = ValueTypes.None;
        if (node.Find("type") is { } type)
        {
            foreach (var name in type.Kind is SourceKind.Array ? type.Items : [type]) types |= Named(name.Text);
        }
        else if (node.Find("const") is { } constant)
        {
            types = Of(constant);
        }
        else if (node.Find("enum") is { Kind: SourceKind.Array } values)
        {
            foreach (var value in values.Items) types |= Of(value);
        }

        if (types is ValueTypes.None) return ValueTypes.Any;
        return node.Boolean("nullable") is true ? types | ValueTypes.Null : types;
    }

    private static ValueTypes Named(string? name) => name switch
    {
        "null" => ValueTypes.Null,
        "boolean" => ValueTypes.Boolean,
        "number" or "integer" => ValueTypes.Number,
        "string" => ValueTypes.Text,
        "array" => ValueTypes.Array,
        "object" => ValueTypes.Object,
        _ => ValueTypes.None,
    };

    private static ValueTypes Of(SourceNode value) => value.Kind switch
    {
        SourceKind.Object => ValueTypes.Object,
        SourceKind.Array => ValueTypes.Array,
        SourceKind.String => ValueTypes.Text,
        SourceKind.Number => ValueTypes.Number,
        SourceKind.Null => ValueTypes.Null,
        _ => ValueTypes.Boolean,
    };

    private SchemaShape Both(SchemaShape a, SchemaShape b) => Combined(a, b, isEither: false);

    private SchemaShape Either(SchemaShape a, SchemaShape b) => Combined(a, b, isEither: true);

    // Each pair once: shapes share their parts, and a copy for every way that leads to one has no bound.
    private SchemaShape Combined(SchemaShape a, SchemaShape b, bool isEither)
    {
        if (ReferenceEquals(a, b)) return a;
        if (!_combined.TryGetValue((a, b, isEither), out var shape)) _combined[(a, b, isEither)] = shape = isEither ? NewEither(a, b) : NewBoth(a, b);
        return shape;
    }

    private SchemaShape NewBoth(SchemaShape a, SchemaShape b) => new()
    {
        Types = (a.Types & b.Types) is var types and not ValueTypes.None ? types : a.Types,
        Properties = Merge(a, b, Both),
        Items = a.Items is { } left && b.Items is { } right ? Both(left, right) : a.Items ?? b.Items,
        Additional = a.Additional ?? b.Additional,
        IsClosed = a.IsClosed || b.IsClosed,
        IsBinary = a.IsBinary || b.IsBinary,
        Hint = a.Hint ?? b.Hint,
    };

    private SchemaShape NewEither(SchemaShape a, SchemaShape b) => new()
    {
        Types = a.Types | b.Types,
        Properties = Merge(a, b, Either),
        Items = a.Items is { } left && b.Items is { } right ? Either(left, right) : a.Items ?? b.Items,
        Additional = a.Additional ?? b.Additional,
        IsClosed = a.IsClosed && b.IsClosed,
        IsBinary = a.IsBinary && b.IsBinary,
        Hint = a.Hint == b.Hint ? a.Hint : null,
    };

    private static FrozenDictionary<string, SchemaShape> Merge(SchemaShape a, SchemaShape b, Func<SchemaShape, SchemaShape, SchemaShape> combine)
    {
        if (a.Properties.Count == 0) return b.Properties;
        if (b.Properties.Count == 0) return a.Properties;
        var merged = new Dictionary<string, SchemaShape>(a.Properties, StringComparer.Ordinal);
        foreach (var (name, shape) in b.Properties)
            merged[name] = merged.TryGetValue(name, out var other) ? combine(other, shape) : shape;
        return merged.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<SourcePlace> Parts(SourcePlace schema, string keyword) => schema.Find(keyword) is { } list ? list.Items() : [];
}
