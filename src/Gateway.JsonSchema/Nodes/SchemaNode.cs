using Gateway.JsonSchema.Compilation;

namespace Gateway.JsonSchema.Nodes;

/// <summary>
/// One compiled schema. What it asserts about the value itself stands in the rules by type, which one pass over the value checks;
/// what applies other schemas to the same value stands in <see cref="InPlace"/>, which read the value again.
/// </summary>
internal sealed class SchemaNode
{
    /// <summary>Allows everything; still the value has to be JSON within the bounds.</summary>
    public static readonly SchemaNode Anything = new(null, 0);

    public SchemaNode(SchemaElement? source, int resource) => (Source, Resource) = (source, resource);

    /// <summary>Where the schema stands; messages are made from it.</summary>
    public SchemaElement? Source { get; }

    /// <summary>The schema resource it belongs to, for <c>$dynamicRef</c>.</summary>
    public int Resource { get; }

    /// <summary>The schema <c>false</c>, and which keyword says so: <c>readOnly</c> in a request.</summary>
    public string? Refusal { get; set; }

    public ValueKinds Kinds { get; set; } = ValueKinds.All;

    public StringRules? Strings { get; set; }

    public NumberRules? Numbers { get; set; }

    public ObjectRules? Objects { get; set; }

    public ArrayRules? Arrays { get; set; }

    /// <summary><c>const</c> and <c>enum</c>.</summary>
    public ConstantSet[] Constants { get; set; } = [];

    /// <summary>A schema that always applies to the same value and is checked in the one pass over it, when this schema says nothing of its own: the target of a <c>$ref</c>.</summary>
    public SchemaNode? Primary { get; set; }

    public InPlaceRule[] InPlace { get; set; } = [];

    public SchemaNode? UnevaluatedProperties { get; set; }

    public SchemaNode? UnevaluatedItems { get; set; }

    /// <summary>Whether the value has to be looked at more than once, or the schema entered makes a difference.</summary>
    public bool IsComposed { get; set; }

    /// <summary>Whether members or items of this value that schemas have looked at must be known.</summary>
    public bool Tracks => UnevaluatedProperties is not null || UnevaluatedItems is not null;

    /// <summary>Whether the values of this schema are sensitive (<c>x-sensitivity</c>).</summary>
    public bool IsSensitive { get; set; }

    /// <summary>Whether the schema says anything of the value by itself.</summary>
    public bool HasOwnRules => Refusal is not null || Kinds != ValueKinds.All || Strings is not null || Numbers is not null || Objects is not null
        || Arrays is not null || Constants.Length > 0;
}
