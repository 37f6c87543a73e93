using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Policies.Validation.Documents;

/// <summary>Writes a source tree as JSON: numbers with the digits that they came with.</summary>
internal static class SourceJson
{
    /// <param name="root">The tree.</param>
    /// <param name="likely">About how long the text will be.</param>
    public static ReadOnlyMemory<byte> Write(SourceNode root, int likely = 0)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(4096, likely));
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonSource.MaxDepth + 2 })) Write(json, root);
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
