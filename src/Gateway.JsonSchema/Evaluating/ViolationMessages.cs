using System.Text;
using System.Text.Json;
using Gateway.JsonSchema.Compilation;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Evaluating;

/// <summary>Puts violations into words, from the schema alone: a message holds no value of the instance.</summary>
internal static class ViolationMessages
{
    private const int MaxQuoted = 200;

    public static JsonSchemaResult Describe(ReadOnlySpan<byte> text, List<Breach> breaches, SchemaDocument document, bool truncated)
    {
        var violations = new List<JsonSchemaViolation>(breaches.Count);
        foreach (var breach in breaches)
        {
            var path = InstancePath.Of(text, breach.Position);
            violations.Add(new JsonSchemaViolation(path, SchemaPath(breach, document), breach.Keyword, breach.Message ?? Message(breach)));
        }

        return new JsonSchemaResult(violations, truncated);
    }

    private static string SchemaPath(Breach breach, SchemaDocument document)
    {
        if (breach.Node?.Source is not { } source) return "";
        var pointer = breach.Node.Refusal is not null && source[breach.Keyword] is null ? source.Pointer : source.Pointer + "/" + KeywordOf(breach, source);
        return source.Document == document ? pointer : source.Document.Uri + "#" + pointer;
    }

    /// <summary>Older documents say the same under another keyword.</summary>
    private static string KeywordOf(Breach breach, SchemaElement source) => breach.Keyword switch
    {
        "dependentRequired" when source["dependentRequired"] is null => "dependencies",
        "exclusiveMinimum" when source["exclusiveMinimum"] is { IsTrue: true } => "minimum",
        "exclusiveMaximum" when source["exclusiveMaximum"] is { IsTrue: true } => "maximum",
        _ => breach.Keyword,
    };

    private static string Message(Breach breach)
    {
        var source = breach.Node!.Source;
        var value = source?[KeywordOf(breach, source)];
        var quoted = value is null ? "" : Quote(value);
        return breach.Keyword switch
        {
            "type" => $"allowed: {Types(breach.Node)}",
            "const" or "enum" => $"allowed: {quoted}",
            "minimum" => $"allowed: at least {quoted}",
            "maximum" => $"allowed: at most {quoted}",
            "exclusiveMinimum" => $"allowed: more than {quoted}",
            "exclusiveMaximum" => $"allowed: less than {quoted}",
            "multipleOf" => $"allowed: multiples of {quoted}",
            "minLength" => $"allowed: at least {quoted} characters",
            "maxLength" => $"allowed: at most {quoted} characters",
            "pattern" => $"allowed: what matches {quoted}",
            "format" => $"allowed: the format {quoted}",
            "minItems" => $"allowed: at least {quoted} items",
            "maxItems" => $"allowed: at most {quoted} items",
            "uniqueItems" => "allowed: items that all differ",
            "contains" => "allowed: an array with an item that matches",
            "minContains" => $"allowed: at least {quoted} items that match",
            "maxContains" => $"allowed: at most {quoted} items that match",
            "minProperties" => $"allowed: at least {quoted} members",
            "maxProperties" => $"allowed: at most {quoted} members",
            "anyOf" => "matches none of the schemas; allowed: at least one",
            "oneOf" => "matches none of the schemas; allowed: exactly one",
            "not" => "matches a schema that it must not match",
            "additionalProperties" or "unevaluatedProperties" => "a member that the schema does not declare",
            "additionalItems" or "unevaluatedItems" or "items" => "an item that the schema does not declare",
            "readOnly" => "a member that only responses may have",
            "writeOnly" => "a member that only requests may have",
            _ => "allowed: nothing",
        };
    }

    private static string Types(SchemaNode node)
    {
        var names = new List<string>();
        foreach (var kind in Enum.GetValues<ValueKinds>())
        {
            if (kind is ValueKinds.None or ValueKinds.All || (node.Kinds & kind) == ValueKinds.None) continue;
            if (kind == ValueKinds.Integer && (node.Kinds & ValueKinds.Number) != ValueKinds.None) continue;
            names.Add(kind.ToString().ToLowerInvariant());
        }

        return string.Join(", ", names);
    }

    private static string Quote(SchemaElement value)
    {
        var text = value.Kind == JsonValueKind.String ? value.Text : Encoding.UTF8.GetString(value.Raw);
        return text.Length <= MaxQuoted ? text : string.Concat(text.AsSpan(0, MaxQuoted), "…");
    }
}
