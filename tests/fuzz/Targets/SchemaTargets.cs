using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.JsonSchema;
using Gateway.JsonSchema.Compilation;
using Gateway.JsonSchema.Evaluating;
using Gateway.JsonSchema.Projection;
using Gateway.JsonSchema.Reading;
using Gateway.Policies.RequestLimits.Json;

namespace Gateway.Fuzz.Targets;

/// <summary>The JSON Schema engine: instances of every kind, and what has to be the same however schema and instance are written.</summary>
internal static class SchemaTargets
{
    private const int MostViolations = 5;

    private static readonly JsonLimits Tight = new() { MaxDepth = 4, MaxMembers = 3, MaxElements = 4, MaxStringBytes = 24, MaxNameBytes = 24, MaxNumberBytes = 12, AllowDuplicateMembers = false };
    private static readonly JsonLimits Wide = new() { MaxDepth = 64, MaxMembers = 10_000, MaxElements = 10_000, MaxStringBytes = 10_000, MaxNameBytes = 10_000, MaxNumberBytes = 1024, AllowDuplicateMembers = false };

    private static readonly JsonSchemaValidator TightAnything = JsonSchemaValidator.Parse("true"u8.ToArray(), new JsonSchemaOptions { Limits = new() { MaxDepth = 4, MaxMembers = 3, MaxItems = 4, MaxStringBytes = 24, MaxNumberBytes = 12 } });
    private static readonly JsonSchemaValidator Anything = JsonSchemaValidator.Parse("{}"u8.ToArray());

    // Without these, taking members away cannot make a valid instance invalid.
    private static readonly string[] AsksForMore = ["required", "minProperties", "not", "oneOf", "dependent", "\"if\"", "const", "enum", "contains", "unevaluated", "uniqueItems", "$"];

    private static readonly Grammar Schemas = new(
        ("pair", ["<schema>\n<value>", "{<keyword>}\n<value>", "{<keyword>,<keyword>}\n<value>", "{\"properties\":{<properties>},<keyword>}\n{<members>}", "{\"$ref\":\"#/$defs/d\",\"$defs\":{\"d\":<schema>}}\n<value>", "{\"$schema\":\"<dialect>\",<keyword>}\n<value>"]),
        ("dialect", ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#", "x"]),
        ("schema", ["true", "{<keyword>}", "{<keyword>,<keyword>}", "{<keyword>,<keyword>,<keyword>}", "{}", "false", "5"]),
        ("keyword", ["\"type\":\"<type>\"", "\"type\":[\"<type>\",\"<type>\"]", "\"const\":<value>", "\"enum\":[<value>,<value>]", "\"minimum\":<number>", "\"exclusiveMaximum\":<number>", "\"multipleOf\":<number>", "\"minLength\":<count>", "\"maxLength\":<count>", "\"pattern\":\"<pattern>\"", "\"minItems\":<count>", "\"maxItems\":<count>", "\"uniqueItems\":true", "\"required\":[<names>]", "\"minProperties\":<count>", "\"properties\":{<properties>}", "\"properties\":{<properties>}", "\"patternProperties\":{\"<pattern>\":<schema>}", "\"additionalProperties\":<schema>", "\"propertyNames\":<schema>", "\"items\":<schema>", "\"prefixItems\":[<schema>,<schema>]", "\"contains\":<schema>", "\"allOf\":[<schema>,<schema>]", "\"anyOf\":[<schema>,<schema>]", "\"oneOf\":[<schema>,<schema>]", "\"not\":<schema>", "\"if\":<schema>,\"then\":<schema>,\"else\":<schema>", "\"unevaluatedProperties\":<schema>", "\"unevaluatedItems\":<schema>", "\"dependentSchemas\":{\"a\":<schema>}", "\"dependentRequired\":{\"a\":[<names>]}", "\"$ref\":\"<reference>\"", "\"$id\":\"x\"", "\"$anchor\":\"a\"", "\"format\":\"<format>\"", "\"x-sensitivity\":\"high\"", "\"nullable\":true"]),
        ("reference", ["#", "#/properties/a", "#/$defs/d", "#a", "x", "urn:y", "#/~", "http://["]), ("format", ["date", "uuid", "ipv4", "email", "regex", "nothing"]),
        ("properties", ["\"a\":<schema>", "\"a\":<schema>,\"b\":<schema>", "\"b\":<schema>,\"secret\":<schema>"]), ("names", ["\"a\"", "\"b\",\"a\"", ""]), ("type", ["null", "boolean", "object", "array", "string", "number", "integer", "x"]), ("count", ["0", "1", "2", "3", "-1", "1.0", "1e400"]),
        ("pattern", ["^a", "b$", "^[a-z]+$", "a.c", "(a|b)*", "[^a]", "\\\\d", "(?=x)", "("]), ("number", ["0", "1", "-1", "2.0", "1.5", "-0.5", "1e1", "0.1", "-0", "12345678901234567890", "1e400", "1e-400"]),
        ("value", ["1", "null", "true", "<number>", "<string>", "[]", "[<elements>]", "{<members>}", "{<members>}"]), ("string", ["\"\"", "\"a\"", "\"ab\"", "\"\\u0061\"", "\"\u00e9\U0001F600\"", "\"b\\n\"", "\"2024-01-01\"", "\"\\ud800\""]),
        ("elements", ["<value>", "<value>,<elements>"]), ("members", ["\"a\":<value>", "\"a\":<value>,\"b\":<value>", "\"b\":<value>,\"c\":<value>,\"a\":<value>", "\"\\u0061\":<value>,\"c\":<value>", "\"a\":1,\"a\":1", "\"secret\":<value>", ""]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "schema-instances", "JSON to the engine is what it is to JsonStructureScanner within the same limits, and to System.Text.Json", [typeof(JsonCursor), typeof(JsonEscape), typeof(UnescapedString)], new Grammar(BodyTargets.Json),
            ["{}", "{\"a\":[1,{\"b\":null}]}", "\"\\ud83d\\ude00\"", "{\"a\":1,\"\\u0061\":2}", "[[[[[]]]]]", "-0.5e+10"], Instances),
        FuzzTarget.Of(
            "schema-verdicts", "a schema compiles or has findings; IsValid and Validate agree; violations are bounded and at places that exist; the same for a schema in allOf, anyOf, $ref and two nots, and for an instance with escapes, blanks and members in another order",
            [typeof(SchemaDocument), typeof(SchemaReader), typeof(SchemaCompiler), typeof(SchemaElement), typeof(Evaluation), typeof(JsonSchemaValidator)], Schemas,
            ["{\"type\":\"integer\"}\n1", "{\"properties\":{\"a\":{\"minimum\":2}},\"unevaluatedProperties\":false}\n{\"a\":3,\"b\":1}", "{\"$ref\":\"#/$defs/d\",\"$defs\":{\"d\":{\"maxLength\":1}}}\n\"ab\"", "{\"enum\":[{\"a\":1,\"b\":2}]}\n{\"b\":2.0,\"a\":1}"], Verdicts),
        FuzzTarget.Of(
            "schema-projection", "JSON, with nothing that was not there; nothing sensitive; the same again; what was valid stays so where no keyword asks for more",
            [typeof(InstanceProjector), typeof(JsonHash), typeof(JsonEquality)], Schemas,
            ["{\"properties\":{\"a\":{}}}\n{\"a\":1,\"b\":2}", "{\"properties\":{\"a\":{\"x-sensitivity\":\"high\"},\"secret\":{}}}\n{\"a\":[1],\"secret\":{\"a\":1}}", "{\"items\":{\"properties\":{\"a\":true}}}\n[{\"b\":1},{\"a\":1}]"], Projection),
    ];

    private static string Instances(byte[] bytes)
    {
        var tight = JsonStructureScanner.Scan(bytes, Tight);
        Oracle.Same(tight is JsonVerdict.Valid, TightAnything.IsValid(bytes), "within tight limits what JsonStructureScanner says");
        Oracle.Same(tight is JsonVerdict.Valid, TightAnything.Validate(bytes).IsValid, "Validate says the same");
        var wide = JsonStructureScanner.Scan(bytes, Wide);
        Oracle.Same(wide is JsonVerdict.Valid, Anything.IsValid(bytes), "within wide limits what JsonStructureScanner says");
        if (wide is JsonVerdict.Valid) Oracle.Holds(JsonValues.Text(JsonDocument.Parse(bytes).RootElement).Length > 0, "System.Text.Json reads what is valid");
        var first = TightAnything.Validate(bytes);
        return $"{tight} {wide} {(first.IsValid ? "" : first.Violations[0].Keyword + first.Violations[0].Message)}";
    }

    private static string Verdicts(byte[] bytes)
    {
        if (Split(bytes) is not var (schema, instance)) return "";
        if (Compile(schema) is not { } validator) return "findings";
        var isJson = Anything.IsValid(instance);
        var valid = validator.IsValid(instance);
        var result = validator.Validate(instance);
        Oracle.Same(valid, result.IsValid, "IsValid and Validate agree");
        Oracle.Holds(result.Violations.Count <= MostViolations && (!result.IsTruncated || result.Violations.Count == MostViolations), "violations are bounded", $"{result.Violations.Count}");
        var outcome = string.Join(' ', result.Violations.Take(3).Select(static v => v.Keyword));
        if (result.Violations.Any(static v => v.Keyword is "limit") || !isJson) return $"{isJson} {outcome}";
        var root = JsonDocument.Parse(instance).RootElement;
        foreach (var violation in result.Violations) Oracle.Holds(Exists(root, violation.InstancePath), "a violation is at a place that exists", violation.InstancePath);
        Oracle.Same(valid, validator.IsValid(Encoding.UTF8.GetBytes(Rewritten(root))), "the same however the instance is written");
        var text = Encoding.UTF8.GetString(schema);
        if (text.Contains('$', StringComparison.Ordinal)) return $"{valid} {outcome}";
        foreach (var (wrapped, expected) in ((string, bool)[])
            [($"{{\"allOf\":[{text}]}}", valid), ($"{{\"anyOf\":[false,{text}]}}", valid), ($"{{\"oneOf\":[{text},false]}}", valid), ($"{{\"not\":{text}}}", !valid), ($"{{\"not\":{{\"not\":{text}}}}}", valid), ($"{{\"$ref\":\"#/$defs/s\",\"$defs\":{{\"s\":{text}}}}}", valid), ($"{{\"if\":{text},\"else\":false}}", valid)])
        {
            var other = Compile(Encoding.UTF8.GetBytes(wrapped));
            Oracle.Holds(other is not null, "what compiles does so in another schema", wrapped);
            Oracle.Holds(other!.IsValid(instance) == expected, "the same verdict in another schema", wrapped);
        }

        return $"{valid} {result.IsTruncated} {outcome}";
    }

    private static string Projection(byte[] bytes)
    {
        if (Split(bytes) is not var (schema, instance) || Compile(schema) is not { } validator) return "";
        var projection = new JsonSchemaProjection { MaskSensitive = true, SensitiveMembers = ["secret"] };
        var (result, output) = Project(validator, instance, projection);
        if (!Anything.IsValid(instance))
        {
            Oracle.Holds(!result.Complete, "what is no JSON is not complete");
            return "no JSON";
        }

        if (!result.Complete) return "refused";
        Oracle.Holds(Anything.IsValid(output), "what is written is JSON", Encoding.UTF8.GetString(output));
        var after = JsonDocument.Parse(output).RootElement;
        var masked = 0;
        Oracle.Holds(IsWithin(JsonDocument.Parse(instance).RootElement, after, ref masked), "nothing that was not there", Encoding.UTF8.GetString(output));
        Oracle.Holds(masked <= result.Masked, "what differs was masked");
        Oracle.Holds(!Leaks(after), "nothing sensitive is left", Encoding.UTF8.GetString(output));
        var (stripOnly, stripped) = Project(validator, instance, new JsonSchemaProjection());
        var text = Encoding.UTF8.GetString(schema);
        if (!AsksForMore.Any(k => text.Contains(k, StringComparison.Ordinal)))
        {
            if (validator.IsValid(instance)) Oracle.Holds(validator.IsValid(stripped), "what was valid stays so", Encoding.UTF8.GetString(stripped));
            var (twice, again) = Project(validator, stripped, new JsonSchemaProjection());
            if (validator.IsValid(instance)) Oracle.Holds(twice.Stripped == 0 && again.AsSpan().SequenceEqual(stripped), "the same again", Encoding.UTF8.GetString(again));
        }

        var (nothing, copy) = Project(validator, instance, new JsonSchemaProjection { Strip = false });
        Oracle.Holds(nothing is { Complete: true, Stripped: 0, Masked: 0 } && JsonValues.Text(JsonDocument.Parse(copy).RootElement) == JsonValues.Text(JsonDocument.Parse(instance).RootElement), "without strip and mask a copy", Encoding.UTF8.GetString(copy));
        return $"{Math.Min(3, result.Stripped)} {Math.Min(3, result.Masked)} {stripOnly.Stripped > 0} {after.ValueKind}";
    }

    private static (JsonSchemaProjectionResult, byte[]) Project(JsonSchemaValidator validator, byte[] instance, JsonSchemaProjection projection)
    {
        var output = new ArrayBufferWriter<byte>();
        return (validator.Project(instance, output, projection), output.WrittenSpan.ToArray());
    }

    private static JsonSchemaValidator? Compile(byte[] schema)
    {
        try
        {
            return JsonSchemaValidator.Parse(schema, new JsonSchemaOptions { AssertFormats = true, Limits = new() { MaxViolations = MostViolations, MaxVisits = 100_000 } });
        }
        catch (JsonSchemaException e)
        {
            Oracle.Holds(e.Findings.Count > 0 && e.Findings.All(static f => f.Message.Length > 0 && f.Line >= 0), "a schema that does not compile has findings");
            return null;
        }
    }

    private static (byte[] Schema, byte[] Instance)? Split(byte[] bytes) =>
        Array.IndexOf(bytes, (byte)'\n') is var feed and > 0 ? (bytes[..feed], bytes[(feed + 1)..]) : null;

    private static bool Exists(JsonElement value, string pointer)
    {
        foreach (var part in pointer.Split('/').Skip(1))
        {
            if (value.ValueKind is JsonValueKind.Array && int.TryParse(part, out var index) && index < value.GetArrayLength()) value = value[index];
            else if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out value)) return false;
        }

        return true;
    }

    private static string Rewritten(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{ " + string.Join("\t,\n", value.EnumerateObject().Reverse().Select(static p => $"{Escaped(p.Name)} : {Rewritten(p.Value)}")) + "\r}",
        JsonValueKind.Array => "[ " + string.Join(" , ", value.EnumerateArray().Select(Rewritten)) + " ]",
        JsonValueKind.String => Escaped(value.GetString()!),
        JsonValueKind.Number => value.GetRawText() is var number && number.AsSpan().IndexOfAny("eE") < 0 ? $"{number}{(number.Contains('.', StringComparison.Ordinal) ? "00" : ".0")}E0" : number,
        _ => value.GetRawText(),
    };

    private static string Escaped(string text) => $"\"{string.Concat(text.Select(static c => $"\\u{(int)c:X4}"))}\"";

    // The same with members taken away, and values masked.
    private static bool IsWithin(JsonElement before, JsonElement after, ref int masked)
    {
        if (JsonValues.Text(before) == JsonValues.Text(after)) return true;
        if (after.ValueKind is JsonValueKind.String && after.GetString() == "***") return ++masked > 0;
        if (before.ValueKind != after.ValueKind) return false;
        if (after.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in after.EnumerateObject())
                if (!before.TryGetProperty(member.Name, out var was) || !IsWithin(was, member.Value, ref masked)) return false;
            return true;
        }

        if (after.ValueKind is not JsonValueKind.Array || after.GetArrayLength() != before.GetArrayLength()) return false;
        for (var i = 0; i < after.GetArrayLength(); i++)
            if (!IsWithin(before[i], after[i], ref masked)) return false;
        return true;
    }

    private static bool Leaks(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(static p => p.Name == "secret" ? p.Value.ToString() != "***" : Leaks(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(Leaks),
        _ => false,
    };
}
