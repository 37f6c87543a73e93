using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Fuzz.References;

/// <summary>JSON values as texts that are equal for equal values whose numbers and order are written alike.</summary>
internal static class JsonValues
{
    /// <exception cref="InvalidOperationException">A string has half of a surrogate pair.</exception>
    public static string Text(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, value);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // WriteTo keeps the escapes of strings as they are.
    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(json, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
