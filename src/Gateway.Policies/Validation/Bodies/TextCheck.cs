using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.JsonSchema;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Judges texts: a text/plain body, a part that is a value.</summary>
internal static class TextCheck
{
    /// <summary>What is wrong; null for nothing.</summary>
    public static List<ContractViolation>? Judge(JsonSchemaValidator schema, SchemaShape shape, ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content)) return [new("body", null, "", "malformed", "UTF-8")];
        var text = Encoding.UTF8.GetString(content);
        using var buffer = new PooledBuffer(content.Length + 64);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        // A schema that takes numbers and texts takes "5" as either.
        foreach (var asText in (ReadOnlySpan<bool>)[true, false])
        {
            buffer.Clear();
            json.Reset();
            TextValue.Write(json, text, shape.Types, asText);
            json.Flush();
            if (schema.IsValid(buffer.Written.Span)) return null;
        }

        return SchemaViolations.Of(schema, buffer.Written.Span);
    }
}
