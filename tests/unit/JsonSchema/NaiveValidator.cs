using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.UnitTests.JsonSchema;

/// <summary>
/// Draft 2020-12 as the specification reads, over a DOM, without a thought for speed: what the engine is compared with.
/// Evaluating a schema gives the set of members or items that it has looked at, or null when the instance does not keep it.
/// </summary>
internal sealed class NaiveValidator(JsonElement root)
{
    public bool IsValid(JsonElement instance) => Evaluate(root, instance) is not null;

    private HashSet<string>? Evaluate(JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind == JsonValueKind.True) return [];
        if (schema.ValueKind == JsonValueKind.False) return null;
        var seen = new HashSet<string>();
        if (!Assert(schema, value) || !InPlace(schema, value, seen)) return null;
        if (value.ValueKind == JsonValueKind.Object && !Members(schema, value, seen)) return null;
        if (value.ValueKind == JsonValueKind.Array && !Items(schema, value, seen)) return null;
        return seen;
    }

    private static bool Assert(JsonElement schema, JsonElement value)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var k = keyword.Value;
            var ok = keyword.Name switch
            {
                "type" => k.ValueKind == JsonValueKind.Array ? k.EnumerateArray().Any(t => IsType(t.GetString()!, value)) : IsType(k.GetString()!, value),
                "const" => Same(k, value),
                "enum" => k.EnumerateArray().Any(allowed => Same(allowed, value)),
                "minimum" => !IsNumber(value) || value.GetDecimal() >= k.GetDecimal(),
                "maximum" => !IsNumber(value) || value.GetDecimal() <= k.GetDecimal(),
                "exclusiveMinimum" => !IsNumber(value) || value.GetDecimal() > k.GetDecimal(),
                "exclusiveMaximum" => !IsNumber(value) || value.GetDecimal() < k.GetDecimal(),
                "multipleOf" => !IsNumber(value) || value.GetDecimal() % k.GetDecimal() == 0,
                "minLength" => !IsString(value) || value.GetString()!.EnumerateRunes().Count() >= k.GetInt32(),
                "maxLength" => !IsString(value) || value.GetString()!.EnumerateRunes().Count() <= k.GetInt32(),
                "pattern" => !IsString(value) || Matches(k.GetString()!, value.GetString()!),
                "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= k.GetInt32(),
                "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= k.GetInt32(),
                "uniqueItems" => value.ValueKind != JsonValueKind.Array || !k.GetBoolean() || Unique(value),
                "minProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= k.GetInt32(),
                "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= k.GetInt32(),
                "required" => value.ValueKind != JsonValueKind.Object || k.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
                "dependentRequired" => value.ValueKind != JsonValueKind.Object || k.EnumerateObject().All(entry =>
                    !value.TryGetProperty(entry.Name, out _) || entry.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _))),
                _ => true,
            };
            if (!ok) return false;
        }

        return true;
    }

    private bool InPlace(JsonElement schema, JsonElement value, HashSet<string> seen)
    {
        if (schema.TryGetProperty("$ref", out var reference) && !Add(seen, Evaluate(Target(reference.GetString()!), value))) return false;
        if (schema.TryGetProperty("allOf", out var all) && !all.EnumerateArray().All(one => Add(seen, Evaluate(one, value)))) return false;
        if (schema.TryGetProperty("anyOf", out var any) && any.EnumerateArray().ToList().FindAll(one => Add(seen, Evaluate(one, value))).Count == 0) return false;
        if (schema.TryGetProperty("oneOf", out var choice) && choice.EnumerateArray().ToList().Count(one => Add(seen, Evaluate(one, value))) != 1) return false;
        if (schema.TryGetProperty("not", out var not) && Evaluate(not, value) is not null) return false;
        if (schema.TryGetProperty("if", out var condition))
        {
            var next = Add(seen, Evaluate(condition, value)) ? "then" : "else";
            if (schema.TryGetProperty(next, out var branch) && !Add(seen, Evaluate(branch, value))) return false;
        }

        return !schema.TryGetProperty("dependentSchemas", out var dependent) || value.ValueKind != JsonValueKind.Object
            || dependent.EnumerateObject().All(entry => !value.TryGetProperty(entry.Name, out _) || Add(seen, Evaluate(entry.Value, value)));
    }

    private bool Members(JsonElement schema, JsonElement value, HashSet<string> seen)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("propertyNames", out var names))
            {
                using var name = JsonDocument.Parse(JsonSerializer.Serialize(member.Name));
                if (Evaluate(names, name.RootElement) is null) return false;
            }

            var own = false;
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var property))
            {
                own = true;
                if (Evaluate(property, member.Value) is null) return false;
            }

            foreach (var pattern in schema.TryGetProperty("patternProperties", out var patterns) ? patterns.EnumerateObject().ToList() : [])
            {
                if (!Matches(pattern.Name, member.Name)) continue;
                own = true;
                if (Evaluate(pattern.Value, member.Value) is null) return false;
            }

            if (!own && schema.TryGetProperty("additionalProperties", out var additional))
            {
                own = true;
                if (Evaluate(additional, member.Value) is null) return false;
            }

            if (own) seen.Add(member.Name);
        }

        if (!schema.TryGetProperty("unevaluatedProperties", out var rest)) return true;
        foreach (var member in value.EnumerateObject())
        {
            if (seen.Add(member.Name) && Evaluate(rest, member.Value) is null) return false;
        }

        return true;
    }

    private bool Items(JsonElement schema, JsonElement value, HashSet<string> seen)
    {
        var prefix = schema.TryGetProperty("prefixItems", out var list) ? list.EnumerateArray().ToList() : [];
        var matches = 0;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var name = index.ToString(CultureInfo.InvariantCulture);
            JsonElement? own = index < prefix.Count ? prefix[index] : schema.TryGetProperty("items", out var items) ? items : null;
            if (own is { } itemSchema)
            {
                if (Evaluate(itemSchema, item) is null) return false;
                seen.Add(name);
            }

            if (schema.TryGetProperty("contains", out var contains) && Evaluate(contains, item) is not null)
            {
                matches++;
                seen.Add(name);
            }

            index++;
        }

        if (schema.TryGetProperty("contains", out _))
        {
            if (matches < (schema.TryGetProperty("minContains", out var least) ? least.GetInt32() : 1)) return false;
            if (schema.TryGetProperty("maxContains", out var most) && matches > most.GetInt32()) return false;
        }

        if (!schema.TryGetProperty("unevaluatedItems", out var rest)) return true;
        return value.EnumerateArray().Select((item, i) => !seen.Add(i.ToString(CultureInfo.InvariantCulture)) || Evaluate(rest, item) is not null).ToList().TrueForAll(ok => ok);
    }

    private JsonElement Target(string reference) => reference == "#" ? root : root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static bool Add(HashSet<string> seen, HashSet<string>? more)
    {
        if (more is null) return false;
        seen.UnionWith(more);
        return true;
    }

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static bool IsString(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "integer" => IsNumber(value) && value.GetDecimal() % 1 == 0,
        "number" => IsNumber(value),
        "string" => IsString(value),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind.ToString().Equals(type, StringComparison.OrdinalIgnoreCase),
    };

    private static bool Matches(string pattern, string text) => Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));

    private static bool Unique(JsonElement array)
    {
        var items = array.EnumerateArray().ToList();
        return !items.Where((item, i) => items.Skip(i + 1).Any(other => Same(item, other))).Any();
    }

    private static bool Same(JsonElement a, JsonElement b) => Canonical(a) == Canonical(b);

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDecimal() == 0 ? "0" : (value.GetDecimal() / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => JsonSerializer.Serialize(m.Name) + Canonical(m.Value))) + "}",
        _ => value.GetRawText(),
    };
}
