using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gateway.UnitTests.Configuration.Schema;

/// <summary>As much of JSON Schema as the generator writes; an unknown keyword fails the test instead of passing it.</summary>
internal sealed class SchemaEvaluator(JsonObject root)
{
    public bool IsValid(JsonNode? value) => Check(root, value);

    private static readonly HashSet<string> Annotations = ["$schema", "$defs", "title", "description", "default"];

    private bool Check(JsonObject schema, JsonNode? value) => schema.All(rule => Annotations.Contains(rule.Key) || Keyword(schema, rule.Key, rule.Value!, value));

    private bool Keyword(JsonObject schema, string keyword, JsonNode rule, JsonNode? value)
    {
        var o = value as JsonObject;
        var array = value as JsonArray;
        var isText = value?.GetValueKind() is JsonValueKind.String;
        var isNumber = value?.GetValueKind() is JsonValueKind.Number;
        return keyword switch
        {
            "$ref" => Check(root["$defs"]![((string)rule!)["#/$defs/".Length..]]!.AsObject(), value),
            "type" => IsOf((string)rule!, value),
            "anyOf" => rule.AsArray().Any(s => Check(s!.AsObject(), value)),
            "enum" => rule.AsArray().Any(e => JsonNode.DeepEquals(e, value)),
            "pattern" => !isText || Matches((string)rule!, (string)value!),
            "minimum" => !isNumber || Number(value!) >= Number(rule),
            "maximum" => !isNumber || Number(value!) <= Number(rule),
            "items" => array is null || array.All(i => Check(rule.AsObject(), i)),
            "minItems" => array is null || array.Count >= (int)rule!,
            "maxItems" => array is null || array.Count <= (int)rule!,
            "minProperties" => o is null || o.Count >= (int)rule!,
            "maxProperties" => o is null || o.Count <= (int)rule!,
            "required" => o is null || rule.AsArray().All(n => o.ContainsKey((string)n!)),
            "properties" => o is null || o.All(m => rule[m.Key] is not JsonObject s || Check(s, m.Value)),
            "patternProperties" => o is null || rule.AsObject().All(p => o.All(m => !Matches(p.Key, m.Key) || Check(p.Value!.AsObject(), m.Value))),
            "propertyNames" => o is null || o.All(m => Check(rule.AsObject(), JsonValue.Create(m.Key))),
            "additionalProperties" => o is null || o.All(m => IsNamed(schema, m.Key) || (rule is JsonObject s && Check(s, m.Value))),
            _ => throw new NotSupportedException(keyword),
        };
    }

    private static bool IsOf(string type, JsonNode? value) => value is null
        ? type == "null"
        : type switch
        {
            "integer" => value.GetValueKind() is JsonValueKind.Number && value.ToJsonString().TrimStart('-').All(char.IsAsciiDigit),
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ => string.Equals(value.GetValueKind().ToString(), type, StringComparison.OrdinalIgnoreCase),
        };

    private static bool IsNamed(JsonObject schema, string name) => schema["properties"]?.AsObject().ContainsKey(name) == true
        || schema["patternProperties"]?.AsObject().Any(p => Matches(p.Key, name)) == true;

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static bool Matches(string pattern, string text) => new Regex(pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)).IsMatch(text);
}
