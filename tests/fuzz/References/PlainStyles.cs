using System.Text;
using System.Text.Json;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Fuzz.References;

/// <summary>Writes a JSON value as a parameter named "n", by the table of OpenAPI 3.1.1 section 4.8.12.3; null for what a style has no unambiguous notation for.</summary>
internal static class PlainStyles
{
    public static string? Write(ParameterStyle style, bool explode, JsonElement value)
    {
        var isQuery = style is ParameterStyle.Form or ParameterStyle.SpaceDelimited or ParameterStyle.PipeDelimited or ParameterStyle.DeepObject;
        var delimiters = style switch { ParameterStyle.SpaceDelimited => " ", ParameterStyle.PipeDelimited => "|", _ when isQuery => "", _ => ",.;=" };
        List<(string Name, string Text)> members = [];
        foreach (var (name, item) in Items(value))
        {
            if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) return null;
            var text = item.ValueKind is JsonValueKind.String ? item.GetString()! : item.GetRawText();
            if ((name + text).AsSpan().IndexOfAny(delimiters) >= 0 || (value.ValueKind is JsonValueKind.Object && name.Length == 0)) return null;
            members.Add((isQuery ? Encode(name) : name, isQuery ? Encode(text) : text));
        }

        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return Scalar(style, members[0].Text);
        // An empty list and one of an empty text are written alike.
        if (members.Count == 0 || (members is [{ Text: "" }] && value.ValueKind is JsonValueKind.Array)) return null;
        return value.ValueKind is JsonValueKind.Array ? Array(style, explode, [.. members.Select(static m => m.Text)]) : Object(style, explode, members);
    }

    private static IEnumerable<(string, JsonElement)> Items(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(static p => (p.Name, p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Select(static i => ("", i)),
        _ => [("", value)],
    };

    private static string? Scalar(ParameterStyle style, string text) => style switch
    {
        ParameterStyle.Simple => text,
        ParameterStyle.Label => $".{text}",
        ParameterStyle.Matrix => text.Length == 0 ? ";n" : $";n={text}",
        ParameterStyle.Form => $"n={text}",
        _ => null,
    };

    private static string? Array(ParameterStyle style, bool explode, List<string> items) => style switch
    {
        ParameterStyle.Simple => string.Join(',', items),
        ParameterStyle.Label => $".{string.Join(explode ? '.' : ',', items)}",
        ParameterStyle.Matrix => explode ? string.Concat(items.Select(static i => i.Length == 0 ? ";n" : $";n={i}")) : $";n={string.Join(',', items)}",
        ParameterStyle.Form when explode => string.Join('&', items.Select(static i => $"n={i}")),
        ParameterStyle.Form => $"n={string.Join(',', items)}",
        ParameterStyle.SpaceDelimited when !explode => $"n={string.Join("%20", items)}",
        ParameterStyle.PipeDelimited when !explode => $"n={string.Join("%7C", items)}",
        _ => null,
    };

    private static string? Object(ParameterStyle style, bool explode, List<(string Name, string Text)> members)
    {
        string Pairs(string delimiter) => string.Join(delimiter, members.Select(static m => $"{m.Name}={m.Text}"));
        string Turns(string delimiter) => string.Join(delimiter, members.Select(m => $"{m.Name}{delimiter}{m.Text}"));
        return style switch
        {
            ParameterStyle.Simple => explode ? Pairs(",") : Turns(","),
            ParameterStyle.Label => $".{(explode ? Pairs(".") : Turns(","))}",
            ParameterStyle.Matrix => explode ? $";{Pairs(";")}" : $";n={Turns(",")}",
            ParameterStyle.Form => explode ? Pairs("&") : $"n={Turns(",")}",
            ParameterStyle.SpaceDelimited when !explode => $"n={Turns("%20")}",
            ParameterStyle.PipeDelimited when !explode => $"n={Turns("%7C")}",
            ParameterStyle.DeepObject when explode && !members.Exists(static m => m.Name.Contains("%5B", StringComparison.Ordinal) || m.Name.Contains("%5D", StringComparison.Ordinal)) =>
                string.Join('&', members.Select(static m => $"n[{m.Name}]={m.Text}")),
            _ => null,
        };
    }

    /// <summary>Every octet but the unreserved ones of RFC 3986 section 2.3.</summary>
    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~') encoded.Append((char)octet);
            else encoded.Append('%').Append(Convert.ToHexString([octet]));
        }

        return encoded.ToString();
    }
}
