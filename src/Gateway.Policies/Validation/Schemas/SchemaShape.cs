using System.Collections.Frozen;

namespace Gateway.Policies.Validation.Schemas;

/// <summary>
/// What has to be known of a schema to make a JSON value of texts: "5" is a number where the schema lets numbers through. Decides nothing;
/// the value is judged by the schema itself.
/// </summary>
internal sealed class SchemaShape
{
    /// <summary>Of a schema about which nothing is known.</summary>
    public static SchemaShape Unknown { get; } = new();

    public ValueTypes Types { get; init; } = ValueTypes.Any;

    /// <summary>The declared members of an object.</summary>
    public FrozenDictionary<string, SchemaShape> Properties { get; init; } = FrozenDictionary<string, SchemaShape>.Empty;

    /// <summary>The elements of an array; null when nothing is said about them.</summary>
    public SchemaShape? Items { get; init; }

    /// <summary>Other members than the declared ones; null when nothing is said about them.</summary>
    public SchemaShape? Additional { get; init; }

    /// <summary>Other members than the declared ones are refused.</summary>
    public bool IsClosed { get; init; }

    /// <summary>"format": "binary" of OpenAPI 3.0, or the absence of any type that 3.1 has for it: bytes, not text.</summary>
    public bool IsBinary { get; init; }

    /// <summary>What its texts look like; null where that is not known.</summary>
    public ValueHint? Hint { get; init; }

    public bool IsObject => Has(ValueTypes.Object) && ((Types & ~(ValueTypes.Object | ValueTypes.Null)) == ValueTypes.None || Properties.Count > 0);

    public bool IsArray => Has(ValueTypes.Array) && ((Types & ~(ValueTypes.Array | ValueTypes.Null)) == ValueTypes.None || Items is not null);

    public bool IsScalar => (Types & (ValueTypes.Null | ValueTypes.Boolean | ValueTypes.Number | ValueTypes.Text)) != ValueTypes.None;

    public bool Has(ValueTypes types) => (Types & types) != ValueTypes.None;

    /// <summary>The shape of a member.</summary>
    public SchemaShape Member(string name) => Properties.TryGetValue(name, out var shape) ? shape : Additional ?? Unknown;
}
