using System.Text;
using System.Text.Json;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Compilation;

internal sealed partial class SchemaReader
{
    private void ReadInPlace()
    {
        if (!_dialect.Applicators) return;
        if (GetSchemas("allOf") is { } all) _inPlace.Add(new AllOfRule(node, all));
        if (GetSchemas("anyOf") is { } any) _inPlace.Add(new AnyOfRule(node, any, ReadDiscriminator("anyOf")));
        if (GetSchemas("oneOf") is { } one) _inPlace.Add(new OneOfRule(node, one, ReadDiscriminator("oneOf")));
        if (GetSchema("not") is { } not) _inPlace.Add(new NotRule(node, not));
        if (GetSchema("if") is { } condition)
        {
            var (then, otherwise) = (GetSchema("then"), GetSchema("else"));
            // Without either the condition still says what is evaluated.
            _inPlace.Add(new IfRule(node, condition, then, otherwise));
        }

        ReadDependentSchemas();
    }

    private void ReadDependentSchemas()
    {
        var names = new List<byte[]>();
        var schemas = new List<SchemaNode>();
        foreach (var keyword in new[] { "dependentSchemas", "dependencies" })
        {
            if (keyword == "dependentSchemas" && _dialect.Kind == JsonSchemaDialect.Draft7) continue;
            foreach (var entry in Get(keyword, JsonValueKind.Object)?.Children ?? [])
            {
                if (keyword == "dependencies" && entry.Kind == JsonValueKind.Array) continue;
                names.Add(Encoding.UTF8.GetBytes(entry.Name!));
                schemas.Add(compiler.NodeOf(entry));
            }
        }

        if (schemas.Count > 0) _inPlace.Add(new DependentSchemasRule(node, [.. names], [.. schemas]));
    }

    /// <summary>
    /// OpenAPI: the value of a member names an alternative, by the last part of its <c>$ref</c> or by <c>mapping</c>.
    /// What the alternatives say stays decisive, so that a discriminator that leads nowhere is no mistake here.
    /// </summary>
    private Discriminator? ReadDiscriminator(string keyword)
    {
        if (!_dialect.IsOpenApi || schema["discriminator"]?["propertyName"] is not { Kind: JsonValueKind.String } property) return null;
        var values = new List<string>();
        var alternatives = new List<int>();
        var references = schema[keyword]!.Children.Select(child => child["$ref"]?.Text).ToList();
        foreach (var entry in schema["discriminator"]!["mapping"]?.Children ?? [])
        {
            Add(entry.Name!, references.FindIndex(reference => reference is not null && (reference == entry.Text || LastPart(reference) == entry.Text)));
        }

        for (var i = 0; i < references.Count; i++)
        {
            if (references[i] is { } reference) Add(LastPart(reference), i);
        }

        return new Discriminator(Encoding.UTF8.GetBytes(property.Text), new Utf8Table([.. values.Select(Encoding.UTF8.GetBytes)]), [.. alternatives]);

        void Add(string value, int index)
        {
            if (index < 0 || values.Contains(value)) return;
            values.Add(value);
            alternatives.Add(index);
        }
    }

    private static string LastPart(string reference) => reference[(reference.LastIndexOf('/') + 1)..];
}
