using System.Buffers;
using System.Text.Json;

namespace Gateway.Policies.Validation.Documents;

/// <summary>Writes a source tree as JSON: numbers with the digits that they came with.</summary>
internal static class SourceJson
{
    public static ReadOnlyMemory<byte> Write(SourceNode root)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, MaxDepth = JsonSource.MaxDepth + 2 })) Write(json, root);
        return output.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, SourceNode node)
    {
        switch (node.Kind)
        {
            case SourceKind.Object:
                json.WriteStartObject();
                foreach (var (name, value) in node.Members)
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case SourceKind.Array:
                json.WriteStartArray();
                foreach (var item in node.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case SourceKind.String:
                json.WriteStringValue(node.Text);
                break;
            case SourceKind.Number:
                json.WriteRawValue(node.Text!, skipInputValidation: true);
                break;
            case SourceKind.True or SourceKind.False:
                json.WriteBooleanValue(node.Kind is SourceKind.True);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
