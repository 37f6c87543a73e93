using System.Text.Json;

namespace Gateway.JsonSchema.Compilation;

/// <summary>OpenAPI: what is readOnly has no business in a request, what is writeOnly none in a response. Neither is required there, whoever requires it.</summary>
internal sealed partial class SchemaReader
{
    private const int MaxHops = 16;

    private bool HasDirection => _dialect.IsOpenApi && compiler.Options.Direction != JsonSchemaDirection.Any;

    /// <summary>The keyword that refuses a member in this direction, or null. It may stand behind a <c>$ref</c>.</summary>
    private string? RefusalOf(SchemaElement property)
    {
        if (!HasDirection) return null;
        var flag = compiler.Options.Direction == JsonSchemaDirection.Request ? "readOnly" : "writeOnly";
        var schemaOf = property;
        for (var hops = 0; schemaOf is not null && hops < MaxHops; hops++)
        {
            var refers = schemaOf["$ref"] is { Kind: JsonValueKind.String };
            if (schemaOf[flag] is { IsTrue: true } && !(refers && _dialect.RefStandsAlone)) return flag;
            schemaOf = refers ? Referred(schemaOf) : null;
        }

        return null;
    }

    /// <summary>
    /// Names that are refused in this direction by the schema, by what it extends, and, where it is a part of an <c>allOf</c>, by the other parts:
    /// people declare members in one schema and require them in the next.
    /// </summary>
    private HashSet<string> RefusedNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!HasDirection) return names;
        var whole = schema;
        while (whole.Parent is { Name: "allOf", Parent: { Kind: JsonValueKind.Object } outer }) whole = outer;
        AddRefused(whole, names, []);
        return names;
    }

    private void AddRefused(SchemaElement part, HashSet<string> names, HashSet<SchemaElement> known)
    {
        if (!known.Add(part)) return;
        foreach (var property in part["properties"] is { Kind: JsonValueKind.Object } properties ? properties.Children : [])
        {
            if (RefusalOf(property) is not null) names.Add(property.Name!);
        }

        if (part["$ref"] is { Kind: JsonValueKind.String } && Referred(part) is { } target) AddRefused(target, names, known);
        foreach (var child in part["allOf"] is { Kind: JsonValueKind.Array } all ? all.Children : []) AddRefused(child, names, known);
    }

    private SchemaElement? Referred(SchemaElement from) => compiler.Registry.Resolve(compiler.Registry.ResourceOf(from), from["$ref"]!.Text, out _);
}
