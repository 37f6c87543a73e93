using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration.Schema;

/// <summary>
/// Writes the JSON schema (2020-12) of the configuration from the metadata that the binder uses, so that an editor completes and
/// checks what the gateway will accept. The same types give the same text.
/// </summary>
internal sealed class ConfigSchemaGenerator(ConfigBinderOptions options)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly XmlDocumentation _documentation = new();
    private readonly Dictionary<(Type Type, bool Partial), string> _names = [];
    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);

    /// <summary>
    /// The schema of what a raw property (ConfigObject), or each entry of a dictionary of them, holds; null for any object.
    /// It may call <see cref="Reference"/> for types of its own.
    /// </summary>
    public Func<PropertyInfo, JsonNode?> Raw { get; set; } = static _ => null;

    /// <summary>The schema of a file whose root is bound to a type; "$schema" and "Include" are added.</summary>
    public string Generate(Type root, string title)
    {
        _definitions[ValueSchema.Interpolation] = new JsonObject
        {
            ["description"] = "A value from outside: ${env:NAME}, ${env:NAME:-default} or ${file:PATH}.",
            ["type"] = "string",
            ["pattern"] = @"\$\{",
        };

        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (name, value) in Object(root, partial: false).ToArray()) schema[name] = value?.DeepClone();
        var properties = schema["properties"]!.AsObject();
        properties.Insert(0, "$schema", new JsonObject { ["description"] = "Where the editor finds this schema.", ["type"] = "string" });
        properties.Insert(1, "Include", new JsonObject
        {
            ["description"] = "Files, or patterns with * and ?, relative to this file, whose members are added to it. A member defined twice is an error.",
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string" },
        });
        schema["$defs"] = new JsonObject(_definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        return schema.ToJsonString(Format) + "\n";
    }

    /// <summary>A reference to the definition of an options type, made when first asked for.</summary>
    /// <param name="type">The type.</param>
    /// <param name="partial">A fragment that is merged over others: nothing is required, and null removes.</param>
    public JsonObject Reference(Type type, bool partial = false)
    {
        if (!_names.TryGetValue((type, partial), out var name))
        {
            name = Name(type) + (partial ? ".fragment" : "");
            _names[(type, partial)] = name; // before its members, which may refer back to it
            _definitions[name] = Object(type, partial);
        }

        return ValueSchema.Reference(name);
    }

    // Two types of one name are told apart by what encloses them.
    private string Name(Type type) => _names.Any(n => n.Key.Type != type && n.Key.Type.Name == type.Name)
        ? $"{(type.DeclaringType?.Name ?? type.Namespace!.Split('.')[^1])}.{type.Name}"
        : type.Name;

    private JsonObject Object(Type type, bool partial)
    {
        var shape = ObjectShape.For(type);
        var instance = Activator.CreateInstance(type)!;
        var schema = new JsonObject();
        if (_documentation.Of(type) is { } summary) schema["description"] = summary;
        schema["type"] = "object";

        var offered = options.Offered(shape).ToArray();
        schema["properties"] = new JsonObject(offered.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Member(m, instance, partial))));
        if (shape.NamedEntries is { } named)
            schema["patternProperties"] = new JsonObject { [named.Rules.Pattern?.Pattern ?? "^[a-z]"] = Entry(named, partial) };
        var required = offered.Where(options.IsRequired).Select(static m => m.Name).ToArray();
        if (required.Length > 0 && !partial) schema["required"] = ValueSchema.Names(required);
        schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Member(MemberShape member, object instance, bool partial)
    {
        var forms = Forms(member.Value, member, member.Rules, partial);
        if (member.IsNullable || partial) forms.Add(new JsonObject { ["type"] = "null" });
        var schema = new JsonObject();
        if (_documentation.Of(member.Property) is { } summary) schema["description"] = summary;
        foreach (var (name, value) in ValueSchema.Any(forms).ToArray()) schema[name] = value?.DeepClone();
        if (!options.IsRequired(member) && DefaultValue.Of(member, instance) is { } preset) schema["default"] = preset;
        return schema;
    }

    private List<JsonObject> Forms(ValueShape shape, MemberShape member, MemberRules rules, bool partial) => shape.Kind switch
    {
        ValueKind.Raw => [Raw(member.Property)?.DeepClone().AsObject() ?? AnyNode(shape)],
        ValueKind.Object => [Reference(shape.Type, partial)],
        ValueKind.List => [List(shape, member, rules, partial)],
        ValueKind.Map => [Map(shape, member, rules, partial)],
        _ => ValueSchema.Scalar(shape, rules),
    };

    private JsonObject List(ValueShape shape, MemberShape member, MemberRules rules, bool partial)
    {
        // Arrays replace when fragments are merged: what stands in one is complete.
        var schema = new JsonObject { ["type"] = "array", ["items"] = ValueSchema.Any(Forms(shape.Element!, member, rules, partial: false)) };
        if (rules.Count is not { } count) return schema;
        schema["minItems"] = count.Minimum;
        schema["maxItems"] = count.Maximum;
        return schema;
    }

    private JsonObject Map(ValueShape shape, MemberShape member, MemberRules rules, bool partial)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Entry(member, partial, shape) };
        if (rules.Pattern is { } pattern) schema["propertyNames"] = new JsonObject { ["pattern"] = pattern.Pattern };
        if (rules.Count is not { } count) return schema;
        if (!partial) schema["minProperties"] = count.Minimum;
        schema["maxProperties"] = count.Maximum;
        return schema;
    }

    private JsonObject Entry(MemberShape member, bool partial, ValueShape? shape = null)
    {
        var forms = Forms((shape ?? member.Value).Element!, member, member.Rules.ForMapValues(), partial);
        if (partial) forms.Add(new JsonObject { ["type"] = "null" });
        return ValueSchema.Any(forms);
    }

    private static JsonObject AnyNode(ValueShape shape) =>
        shape.Type == typeof(ConfigObject) ? new JsonObject { ["type"] = "object" } : [];
}
