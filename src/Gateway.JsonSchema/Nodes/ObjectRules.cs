using Gateway.JsonSchema.Patterns;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Nodes;

/// <summary>Keywords that assert something of objects.</summary>
internal sealed class ObjectRules
{
    public static readonly ObjectRules None = new();

    /// <summary>Every name that the schema mentions.</summary>
    public Utf8Table Names { get; set; } = Utf8Table.Empty;

    /// <summary>Schemas by index in <see cref="Names"/>; null for names that are mentioned but not declared by <c>properties</c>.</summary>
    public SchemaNode?[] Properties { get; set; } = [];

    public (Pattern Name, SchemaNode Value)[] Patterns { get; set; } = [];

    /// <summary><c>additionalProperties</c>; null when it is absent.</summary>
    public SchemaNode? Additional { get; set; }

    public SchemaNode? PropertyNames { get; set; }

    /// <summary>Bits by index in <see cref="Names"/>.</summary>
    public ulong[] Required { get; set; } = [];

    /// <summary>If the first is there, all bits must be.</summary>
    public (int Index, ulong[] Required)[] DependentRequired { get; set; } = [];

    public long MinProperties { get; set; }

    public long MaxProperties { get; set; } = long.MaxValue;

    /// <summary>Whether nothing but its own name decides which schema a member is held to.</summary>
    public bool ByNameOnly { get; set; } = true;

    /// <summary>Words of a bit set over <see cref="Names"/>.</summary>
    public int Words => (Names.Count + 63) / 64;
}
