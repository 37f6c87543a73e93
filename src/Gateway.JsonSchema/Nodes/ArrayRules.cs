namespace Gateway.JsonSchema.Nodes;

/// <summary>Keywords that assert something of arrays.</summary>
internal sealed class ArrayRules
{
    public static readonly ArrayRules None = new();

    /// <summary><c>prefixItems</c>, or the array form of <c>items</c> in draft-07.</summary>
    public SchemaNode[] Prefix { get; set; } = [];

    /// <summary>The schema of the items behind the prefix; null when there is none.</summary>
    public SchemaNode? Rest { get; set; }

    public SchemaNode? Contains { get; set; }

    /// <summary>2020-12: an item that <c>contains</c> has matched is not unevaluated.</summary>
    public bool ContainsEvaluates { get; set; }

    public long MinContains { get; set; } = 1;

    public long MaxContains { get; set; } = long.MaxValue;

    public long MinItems { get; set; }

    public long MaxItems { get; set; } = long.MaxValue;

    public bool Unique { get; set; }
}
