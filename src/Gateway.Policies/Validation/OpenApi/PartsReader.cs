using System.Collections.Frozen;
using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>
/// Reads the parts of a multipart/form-data body off the members of its schema. Each part is judged by its own schema as it passes; rules over
/// several parts other than "required" would need them all at once, and are refused.
/// </summary>
internal sealed class PartsReader(OpenApiContext context)
{
    private static readonly string[] Combined =
    [
        "oneOf", "anyOf", "not", "if", "patternProperties", "propertyNames", "minProperties", "maxProperties", "dependencies",
        "dependentRequired", "dependentSchemas", "unevaluatedProperties", "discriminator", "$dynamicRef", "$recursiveRef",
    ];

    public ContractParts? Read(SourcePlace media, SourcePlace? schema)
    {
        if (schema is not { } place)
        {
            context.Findings.Error(media, "a multipart body without a schema", "a schema whose members are the parts");
            return null;
        }

        var members = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        var allowsOthers = false;
        Collect(place, members, required, ref allowsOthers, 0);
        foreach (var name in required.Where(n => !members.ContainsKey(n)))
            context.Findings.Error(place, $"\"{name}\", which is required but no part", "required parts among the properties");
        var encodings = context.Object(media, "encoding");
        return new ContractParts(members.ToFrozenDictionary(static m => m.Key, m => Part(m.Key, m.Value, encodings, required.Contains(m.Key)), StringComparer.Ordinal), allowsOthers);
    }

    private void Collect(SourcePlace schema, Dictionary<string, SourcePlace> members, HashSet<string> required, ref bool allowsOthers, int depth)
    {
        if (depth > DocumentSet.MaxReferences || !context.IsObject(schema)) return;
        if (schema.Node.Find("$ref") is not null && context.Follow(schema) is { } target) Collect(target, members, required, ref allowsOthers, depth + 1);
        foreach (var keyword in Combined)
        {
            if (schema.Find(keyword) is { } rule)
                context.Findings.Error(rule, $"\"{keyword}\" over the parts of a multipart body", "\"properties\", \"required\", \"allOf\" and \"additionalProperties\": parts are judged as they pass");
        }

        if (context.Object(schema, "properties") is { } properties)
        {
            foreach (var (name, place) in properties.Members()) members[name] = place;
        }

        foreach (var name in context.Items(schema, "required"))
            if (name.Node.Text is { } text) required.Add(text);
        allowsOthers |= schema.Node.Find("additionalProperties")?.Kind is SourceKind.True or SourceKind.Object;
        foreach (var part in context.Items(schema, "allOf")) Collect(part, members, required, ref allowsOthers, depth + 1);
    }

    private ContractPart Part(string name, SourcePlace schema, SourcePlace? encodings, bool isRequired)
    {
        var shape = context.Shapes.Of(schema);
        var types = encodings is { } all && context.Object(all, name) is { } encoding ? Types(encoding) : null;
        var (value, valueShape) = (schema, shape);
        // A list is a part for each element, unless it is said to be JSON.
        var repeats = shape.IsArray && types?.Any(static t => t.Subtype == "json") is not true;
        if (repeats && context.Follow(schema) is { } target && target.Find("items") is { } items)
        {
            (value, valueShape) = (items, context.Shapes.Of(items));
            WarnListRules(target);
        }

        var isFile = IsFile(valueShape, types);
        var (min, max) = isFile ? ContentReader.Lengths(context, value) : (0, long.MaxValue);
        return new ContractPart
        {
            Name = name,
            IsRequired = isRequired,
            IsFile = isFile,
            Repeats = repeats,
            Types = types,
            Schema = isFile ? null : context.Compile(value, JsonSchemaDirection.Request),
            Shape = valueShape,
            MinBytes = min,
            MaxBytes = max,
        };
    }

    // OpenAPI 3.1 section 4.8.15.1: no type at all, or a type with contentMediaType, are bytes.
    private bool IsFile(SchemaShape shape, IReadOnlyList<MediaRange>? types)
    {
        if (shape.IsBinary) return true;
        if (context.IsVersion30 || shape.Types is not ValueTypes.Any) return false;
        return types is null || types.Any(static t => t is not { Type: "text" } and not { Subtype: "json" });
    }

    private void WarnListRules(SourcePlace list)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["minItems", "maxItems", "uniqueItems", "contains", "prefixItems"])
        {
            if (list.Find(keyword) is { } rule) context.Findings.Warn(rule, $"\"{keyword}\" for parts of the same name, which is not checked", "rules for each part");
        }
    }

    private List<MediaRange>? Types(SourcePlace encoding)
    {
        if (context.Text(encoding, "contentType") is not { } text) return null;
        var types = new List<MediaRange>();
        foreach (var type in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (MediaRange.Parse(type) is { } range) types.Add(range);
            else context.Findings.Error(encoding, $"\"{type}\"", "media types, separated by commas");
        }

        return types;
    }
}
