using System.Text.Json;

namespace Gateway.JsonSchema.Compilation;

/// <summary>Where schemas stand inside a schema. An <c>$id</c> elsewhere, in an enum or under an unknown keyword, means nothing.</summary>
internal static class Subschemas
{
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    };

    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "allOf", "anyOf", "items", "oneOf", "prefixItems" };

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties" };

    public static IEnumerable<SchemaElement> Of(SchemaElement schema)
    {
        if (schema.Kind != JsonValueKind.Object) yield break;
        foreach (var member in schema.Children)
        {
            if (Single.Contains(member.Name!) && member.IsSchema) yield return member;
            else if ((member.Kind == JsonValueKind.Array && Lists.Contains(member.Name!)) || (member.Kind == JsonValueKind.Object && Maps.Contains(member.Name!)))
            {
                foreach (var child in member.Children)
                {
                    if (child.IsSchema) yield return child;
                }
            }
        }
    }
}
