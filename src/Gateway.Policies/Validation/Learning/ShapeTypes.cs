namespace Gateway.Policies.Validation.Learning;

/// <summary>The types of JSON Schema.</summary>
[Flags]
internal enum ShapeTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}

internal static class ShapeTypeNames
{
    private static readonly (ShapeTypes Type, string Name)[] All =
    [
        (ShapeTypes.Object, "object"), (ShapeTypes.Array, "array"), (ShapeTypes.String, "string"), (ShapeTypes.Number, "number"),
        (ShapeTypes.Integer, "integer"), (ShapeTypes.Boolean, "boolean"), (ShapeTypes.Null, "null"),
    ];

    public static IReadOnlyList<string> Names(this ShapeTypes types) => [.. All.Where(t => types.HasFlag(t.Type)).Select(static t => t.Name)];
}
