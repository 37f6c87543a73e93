using System.Text.Json;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>Lists and objects that are written in one text with a delimiter: "a,b,c", "R,100,G,200", "R=100,G=200".</summary>
internal static class DelimitedValue
{
    /// <param name="json">Where the array is written.</param>
    /// <param name="text">The text as it stands in the message.</param>
    /// <param name="delimiter">What stands between two elements.</param>
    /// <param name="shape">The shape of the array.</param>
    /// <param name="isEncoded">The parts are percent-encoded.</param>
    /// <param name="asText">Elements are strings wherever the schema lets them.</param>
    public static void WriteArray(Utf8JsonWriter json, ReadOnlySpan<char> text, ReadOnlySpan<char> delimiter, SchemaShape shape, bool isEncoded, bool asText)
    {
        json.WriteStartArray();
        var types = (shape.Items ?? SchemaShape.Unknown).Types;
        if (!text.IsEmpty)
        {
            foreach (var part in text.Split(delimiter)) WriteScalar(json, text[part], types, isEncoded, asText);
        }

        json.WriteEndArray();
    }

    /// <summary>Names and values in turn. False when a value is missing or a name stands twice.</summary>
    public static bool TryWriteObject(Utf8JsonWriter json, ReadOnlySpan<char> text, ReadOnlySpan<char> delimiter, SchemaShape shape, bool isEncoded, bool asText)
    {
        var parts = Split(text, delimiter, isEncoded);
        if (parts.Count % 2 != 0) return false;
        json.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Count; i += 2)
        {
            if (!names.Add(parts[i])) return false;
            json.WritePropertyName(parts[i]);
            TextValue.Write(json, parts[i + 1], shape.Member(parts[i]).Types, asText);
        }

        json.WriteEndObject();
        return true;
    }

    /// <summary>"name=value" in each part. False when a part has no "=" or a name stands twice.</summary>
    public static bool TryWriteExploded(Utf8JsonWriter json, ReadOnlySpan<char> text, char delimiter, SchemaShape shape, bool asText)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        json.WriteStartObject();
        if (!text.IsEmpty)
        {
            foreach (var part in text.Split(delimiter))
            {
                var pair = text[part];
                var equals = pair.IndexOf('=');
                if (equals <= 0) return false;
                var name = pair[..equals].ToString();
                if (!names.Add(name)) return false;
                json.WritePropertyName(name);
                TextValue.Write(json, pair[(equals + 1)..], shape.Member(name).Types, asText);
            }
        }

        json.WriteEndObject();
        return true;
    }

    private static void WriteScalar(Utf8JsonWriter json, ReadOnlySpan<char> text, ValueTypes types, bool isEncoded, bool asText)
    {
        if (isEncoded) TextValue.WriteEncoded(json, text, types, asText);
        else TextValue.Write(json, text, types, asText);
    }

    private static List<string> Split(ReadOnlySpan<char> text, ReadOnlySpan<char> delimiter, bool isEncoded)
    {
        var parts = new List<string>();
        if (text.IsEmpty) return parts;
        foreach (var part in text.Split(delimiter)) parts.Add(isEncoded ? QueryPair.Decode(text[part]) : text[part].ToString());
        return parts;
    }
}
