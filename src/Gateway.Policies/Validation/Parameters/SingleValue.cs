using System.Text.Json;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>How the value of a parameter is read: first as its schema's types suggest, then with everything a string that may be one.</summary>
internal readonly record struct Reading(bool AsScalar, bool AsText);

/// <summary>Reads a value that stands in one text: a segment of the path, a header, a cookie.</summary>
internal static class SingleValue
{
    /// <summary>Writes the value as JSON; false when the text is not written in the parameter's style.</summary>
    public static bool TryWrite(Utf8JsonWriter json, ContractParameter parameter, ReadOnlySpan<char> text, Reading reading) => parameter.Style switch
    {
        ParameterStyle.Label => text is ['.', ..] && TryWrite(json, parameter, text[1..], parameter.Explode ? '.' : ',', reading),
        ParameterStyle.Matrix => TryWriteMatrix(json, parameter, text, reading),
        _ => TryWrite(json, parameter, text, ',', reading),
    };

    private static bool TryWrite(Utf8JsonWriter json, ContractParameter parameter, ReadOnlySpan<char> text, char delimiter, Reading reading)
    {
        var shape = parameter.Shape;
        if (!reading.AsScalar && shape.IsArray)
        {
            DelimitedValue.WriteArray(json, text, [delimiter], shape, isEncoded: false, reading.AsText);
            return true;
        }

        if (!reading.AsScalar && shape.IsObject)
        {
            return parameter.Explode
                ? DelimitedValue.TryWriteExploded(json, text, delimiter, shape, reading.AsText)
                : DelimitedValue.TryWriteObject(json, text, [delimiter], shape, isEncoded: false, reading.AsText);
        }

        TextValue.Write(json, text, shape.Types, reading.AsText);
        return true;
    }

    // ";color=blue,black", exploded ";color=blue;color=black"; an object exploded ";R=100;G=200".
    private static bool TryWriteMatrix(Utf8JsonWriter json, ContractParameter parameter, ReadOnlySpan<char> text, Reading reading)
    {
        if (text is not [';', ..]) return false;
        text = text[1..];
        var shape = parameter.Shape;
        if (!reading.AsScalar && shape.IsObject && parameter.Explode) return DelimitedValue.TryWriteExploded(json, text, ';', shape, reading.AsText);
        if (reading.AsScalar || !shape.IsArray || !parameter.Explode)
            return TryTakeName(ref text, parameter.Name) && TryWrite(json, parameter, text, ',', reading);
        json.WriteStartArray();
        foreach (var part in text.Split(';'))
        {
            var item = text[part];
            if (!TryTakeName(ref item, parameter.Name)) return false;
            TextValue.Write(json, item, (shape.Items ?? Schemas.SchemaShape.Unknown).Types, reading.AsText);
        }

        json.WriteEndArray();
        return true;
    }

    // RFC 6570 section 3.2.7: an empty value stands without "=".
    private static bool TryTakeName(ref ReadOnlySpan<char> text, string name)
    {
        if (!text.StartsWith(name, StringComparison.Ordinal)) return false;
        text = text[name.Length..];
        if (text.IsEmpty) return true;
        if (text[0] != '=') return false;
        text = text[1..];
        return true;
    }
}
