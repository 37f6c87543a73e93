using System.Text.Json.Nodes;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration.Schema;

/// <summary>The JSON schema of scalars: what the binder takes, and nothing that it certainly refuses.</summary>
internal static class ValueSchema
{
    public const string Interpolation = "Interpolation";

    /// <summary>The ways in which a scalar may be written.</summary>
    public static List<JsonObject> Scalar(ValueShape shape, MemberRules rules)
    {
        var forms = Forms(shape, rules);
        // A string without a rule takes an interpolation anyway.
        if (forms is not [{ Count: 1 }] || shape.Kind is not ValueKind.Text) forms.Add(Reference(Interpolation));
        return forms;
    }

    public static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    /// <summary>One form as it is, several as alternatives.</summary>
    public static JsonObject Any(List<JsonObject> forms) => forms.Count == 1 ? forms[0] : new JsonObject { ["anyOf"] = new JsonArray([.. forms]) };

    public static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(static n => (JsonNode)n)]);

    private static List<JsonObject> Forms(ValueShape shape, MemberRules rules) => shape.Kind switch
    {
        ValueKind.Boolean => [Typed("boolean")],
        ValueKind.Whole => Whole(shape, rules),
        ValueKind.Fraction => [Range(Typed("number"), rules)],
        ValueKind.Duration => [Pattern(Duration.Pattern)],
        ValueKind.Enum => [new JsonObject { ["enum"] = Names(shape.EnumNames) }],
        ValueKind.Flags =>
        [
            new JsonObject { ["enum"] = Names(shape.EnumNames) },
            new JsonObject { ["type"] = "array", ["items"] = Any([new JsonObject { ["enum"] = Names(shape.EnumNames) }, Reference(Interpolation)]) },
        ],
        ValueKind.Formatted => Formatted(shape.Format!),
        _ when rules.Values is { } values => [new JsonObject { ["enum"] = Names(values) }],
        _ => [rules.Pattern is { } pattern ? Pattern(pattern.Pattern) : Typed("string")],
    };

    private static List<JsonObject> Whole(ValueShape shape, MemberRules rules)
    {
        var number = Range(Typed("integer"), rules);
        if (rules.Range is null && (shape.Type == typeof(int) || rules.IsByteSize))
        {
            var (minimum, maximum) = Words.Limits(shape, rules);
            number["minimum"] = minimum;
            if (shape.Type == typeof(int)) number["maximum"] = maximum;
        }

        return rules.IsByteSize ? [number, Pattern(ByteSize.Pattern)] : [number];
    }

    private static List<JsonObject> Formatted(ScalarFormat format)
    {
        List<JsonObject> forms = [format.Pattern is null ? Typed("string") : Pattern(format.Pattern)];
        if (format.TakesNumber) forms.Add(Typed("number"));
        return forms;
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Range(JsonObject schema, MemberRules rules)
    {
        if (rules.Range is not { } range) return schema;
        schema["minimum"] = range.Minimum;
        schema["maximum"] = range.Maximum;
        return schema;
    }
}
