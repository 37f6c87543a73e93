using System.Text.Json;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Numbers;

namespace Gateway.JsonSchema.Compilation;

/// <summary>Reads the keywords of one schema into its node. One file for each group of keywords.</summary>
internal sealed partial class SchemaReader(SchemaCompiler compiler, SchemaElement schema, SchemaNode node, SchemaResource resource)
{
    private readonly Dialect _dialect = resource.Dialect;
    private readonly List<InPlaceRule> _inPlace = [];

    public void Read()
    {
        switch (schema.Kind)
        {
            case JsonValueKind.True:
                return;
            case JsonValueKind.False:
                // Where the schema stands under a keyword that allows nothing else, that keyword is what the reader of a message looks for.
                node.Refusal = schema.Name is "additionalProperties" or "additionalItems" or "unevaluatedProperties" or "unevaluatedItems" or "items" ? schema.Name : "false";
                return;
            case JsonValueKind.Object:
                break;
            default:
                Report(schema, "a schema that is no object, true or false");
                return;
        }

        node.IsSensitive = schema["x-sensitivity"] is { Kind: not (JsonValueKind.Null or JsonValueKind.False) };
        if (ReadReference()) return;
        if (_dialect.Validation)
        {
            ReadType();
            ReadConstants();
            ReadNumbers();
            ReadStrings();
        }

        ReadFormat();
        ReadObjects();
        ReadArrays();
        ReadInPlace();
        ReadUnevaluated();
        node.InPlace = [.. _inPlace];
    }

    private void Report(SchemaElement element, string found) => compiler.Report(element, "found " + found);

    /// <summary>A keyword's value if it has the right type; a finding if it has another.</summary>
    private SchemaElement? Get(string keyword, JsonValueKind kind)
    {
        var element = schema[keyword];
        if (element is null || element.Kind == kind) return element;
        Report(element, $"{keyword} of type {Name(element.Kind)}; allowed: {Name(kind)}");
        return null;
    }

    private bool GetFlag(string keyword) => schema[keyword] is { } element && (element.IsTrue || (element.Kind != JsonValueKind.False && Get(keyword, JsonValueKind.True) is not null));

    /// <summary>A schema, or null.</summary>
    private SchemaNode? GetSchema(string keyword)
    {
        var element = schema[keyword];
        if (element is null) return null;
        if (element.IsSchema) return compiler.NodeOf(element);
        Report(element, $"{keyword} of type {Name(element.Kind)}; allowed: a schema");
        return null;
    }

    private SchemaNode[]? GetSchemas(string keyword)
    {
        if (Get(keyword, JsonValueKind.Array) is not { } element) return null;
        if (element.Children.Length == 0)
        {
            Report(element, $"{keyword} without schemas; allowed: at least one");
            return null;
        }

        return [.. element.Children.Select(compiler.NodeOf)];
    }

    private List<string> GetNames(SchemaElement list)
    {
        var names = new List<string>();
        if (list.Kind != JsonValueKind.Array) Report(list, $"type {Name(list.Kind)}; allowed: an array of names");
        foreach (var child in list.Children)
        {
            if (child.Kind == JsonValueKind.String) names.Add(child.Text);
            else Report(child, $"type {Name(child.Kind)}; allowed: a name");
        }

        return names;
    }

    private ExactNumber? GetNumber(string keyword) => Get(keyword, JsonValueKind.Number) is { } element ? ExactNumber.Parse(element.Raw) : null;

    /// <summary>A count; 2.0 is one.</summary>
    private long GetCount(string keyword, long otherwise)
    {
        if (GetNumber(keyword) is not { } number) return otherwise;
        var digits = number.Digits;
        if (digits.IsNegative || !digits.IsInteger)
        {
            Report(schema[keyword]!, $"{keyword} that is no count; allowed: integers from 0");
            return otherwise;
        }

        if (digits.Exponent > NumberToken.SmallDigits) return long.MaxValue;
        var count = 0L;
        for (var i = 0; i < digits.Exponent; i++) count = (count * 10) + (i < digits.Count ? digits[i] : 0);
        return count;
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
