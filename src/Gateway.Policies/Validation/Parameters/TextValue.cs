using System.Text.Json;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>Makes a JSON value of a text: what the schema's types allow it to be, and a string otherwise, which the schema then judges.</summary>
internal static class TextValue
{
    /// <param name="json">Where it is written.</param>
    /// <param name="text">The text, decoded.</param>
    /// <param name="types">What the schema lets through.</param>
    /// <param name="asText">A string wherever the schema lets one through.</param>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<char> text, ValueTypes types, bool asText)
    {
        var isText = (types & ValueTypes.Text) != ValueTypes.None;
        if (isText && (asText || types is ValueTypes.Any || types is ValueTypes.Text)) json.WriteStringValue(text);
        else if ((types & ValueTypes.Number) != ValueTypes.None && IsNumber(text)) json.WriteRawValue(text, skipInputValidation: true);
        else if ((types & ValueTypes.Boolean) != ValueTypes.None && text is "true" or "false") json.WriteBooleanValue(text is "true");
        else if ((types & ValueTypes.Null) != ValueTypes.None && !isText && text is "" or "null") json.WriteNullValue();
        else json.WriteStringValue(text);
    }

    /// <summary>As <see cref="Write"/>, of a text as it stands in a query or a form.</summary>
    public static void WriteEncoded(Utf8JsonWriter json, ReadOnlySpan<char> text, ValueTypes types, bool asText)
    {
        // Most have nothing to decode, and cost no string.
        if (text.IndexOfAny('%', '+') < 0) Write(json, text, types, asText);
        else Write(json, QueryPair.Decode(text), types, asText);
    }

    /// <summary>A number as JSON writes it (RFC 8259 section 6): no "+5", no "05", no "0x5", no blanks.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text is ['-', ..]) text = text[1..];
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
        text = text[whole..];
        if (text is ['.', ..])
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0) return false;
            text = text[(fraction + 1)..];
        }

        if (text is ['e' or 'E', ..])
        {
            text = text[1..];
            if (text is ['+' or '-', ..]) text = text[1..];
            var exponent = Digits(text);
            if (exponent == 0) return false;
            text = text[exponent..];
        }

        return text.IsEmpty;
    }

    private static int Digits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
}
