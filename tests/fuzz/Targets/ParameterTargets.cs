using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;
using Microsoft.Extensions.Primitives;

namespace Gateway.Fuzz.Targets;

/// <summary>Parameters of operations in every style.</summary>
internal static class ParameterTargets
{
    private static readonly ParameterStyle[] Styles = Enum.GetValues<ParameterStyle>();
    private static readonly JsonSchemaValidator Short = JsonSchemaValidator.Parse("""{"type":"string","maxLength":3}"""u8.ToArray());

    private static readonly Grammar Values = new(
        ("start", ["<style><explode>\n<value>", "<style><explode>\n<value>", "<style><explode>\n<raw>"]),
        ("style", [.. Enumerable.Range(0, Styles.Length).Select(static i => $"{i}")]), ("explode", ["-", "*"]),
        ("value", ["<scalar>", "[<items>]", "{<members>}", "{<members>}"]), ("scalar", ["1", "<string>", "<string>", "-1.50", "true", "false", "1e400"]),
        ("items", ["<scalar>", "<scalar>,<items>", "<scalar>,<items>", ""]), ("members", ["<string>:<scalar>", "<string>:<scalar>,<members>", "<string>:<scalar>,<members>"]),
        ("string", ["\"a\"", "\"<text>\"", "\"<text><text>\"", "\"\"", "\"n\"", "\"5\""]), ("text", ["a", "b", " ", ",", "|", "%", "%20", "+", "&", "=", ";", ".", "[", "]", "\u00e9", "\\\"", "\\u0000", "\\ud83d\\ude00", "/"]),
        ("raw", ["<piece>", "<piece><raw>", "<piece><raw>"]), ("piece", ["n", "n=", "=", "&", ";", ".", ",", "a", "5", "n[", "]", "[", "%5B", "%", "%zz", "%c3", "+", "|", "%7C", "%7c", "%20", "\u00e9", "{}", "\"", "true"]));

    private static readonly Grammar Queries = new(("query", ["<pair>", "<pair>&<query>", "<pair>&<query>"]), ("pair", ["a=1", "<text>=<text>", "<text>", "", "a=b=c", "=", "a[b]=1"]),
        ("text", ["a", "<piece>", "<piece><text>"]), ("piece", ["b", "%41", "+", "%2B", "%c3%a9", "%C3", "%", "%zz", "%ed%a0%80", "\u00e9", "%00", "%26", "%3D", "%25"]));

    private static readonly Grammar Cookies = new(("field", ["<pair>", "<pair>; <field>", "<pair>;<field>", "<pair>\n<field>"]), ("pair", ["a=<value>", "a=<value>", " a = <value> ", "A=1", "b=2", "a", "=", "", "aa=1", "\"a\"=1"]),
        ("value", ["x", "abc", "abcd", "\"abc\"", "\"", "\"\"", "%61%62%63%64", "%c3%a9xx", "%", "", "a=b", "\"a;b\"", "\u00e9\u00e9\u00e9\u00e9"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "parameter-styles", "a value written in a style by OpenAPI's table reads as that value; whatever else stands there reads as JSON or not at all",
            [typeof(SingleValue), typeof(QueryValue), typeof(DelimitedValue), typeof(TextValue), typeof(QueryPlan), typeof(ParameterCheck)], Values,
            ["0-\n[\"a\",\"b\"]", "1*\n{\"a\":1}", "2*\n[1,2]", "3-\n[\"a,b\",\"c\"]", "3*\n{\"a\":\"x y\"}", "4-\n[\"a\",\"b\"]", "5-\n[\"a\",\"b\"]", "6*\n{\"a\":\"1\"}", "7-\n"], Style),
        FuzzTarget.Of(
            "query-pairs", "every name and value of a plain reading, nothing else; decoded as the octets say; names that are shown are harmless",
            [typeof(QueryPair)], Queries, ["a=1&b=2", "a=%C3%A9+x&&b", "=&a=b=c"], static b => Pairs(Inputs.Latin(b))),
        FuzzTarget.Of(
            "cookie-parameters", "judged as a plain reading of RFC 6265 finds it: once, missing, or repeated", [typeof(CookieCheck)], Cookies,
            ["a=x", "b=1; a=\"abc\"", "a=1\na=2", "a=%61bcd"], static b => Cookie(Inputs.Latin(b))),
    ];

    private static string Style(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (text.Length < 3 || text[0] - '0' is not (>= 0 and var style) || style >= Styles.Length || text[2] != '\n') return "";
        var explode = text[1] == '*';
        text = text[3..];
        var outcome = Raw(Styles[style], explode, text);
        JsonElement value;
        try
        {
            value = JsonDocument.Parse(text).RootElement;
            // A half of a surrogate pair, or a member twice.
            if (JsonValues.Text(value).Length == 0 || (value.ValueKind is JsonValueKind.Object && value.EnumerateObject().DistinctBy(static p => p.Name).Count() < value.EnumerateObject().Count())) return outcome;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return outcome;
        }

        if (Shape(value) is not { } shape || PlainStyles.Write(Styles[style], explode, value) is not { } written) return outcome;
        var parameter = Parameter(Styles[style], explode, shape, JsonSchemaValidator.Parse(Encoding.UTF8.GetBytes($"{{\"const\":{value.GetRawText()}}}")));
        var read = Read(parameter, written, new Reading(false, false));
        Oracle.Holds(read is not null && JsonValues.Text(value) == JsonValues.Text(JsonDocument.Parse(read).RootElement), "a value reads as it was written", $"{written} {(read is null ? "" : Encoding.UTF8.GetString(read))}");
        return $"{Styles[style]} {explode} {value.ValueKind}";
    }

    // Whatever the text is, with every shape and reading.
    private static string Raw(ParameterStyle style, bool explode, string text)
    {
        var outcome = $"{style} {explode}";
        foreach (var types in (ValueTypes[])[ValueTypes.Any, ValueTypes.Text, ValueTypes.Number | ValueTypes.Null, ValueTypes.Array, ValueTypes.Object | ValueTypes.Null])
        {
            var inner = new SchemaShape { Types = ValueTypes.Number | ValueTypes.Boolean };
            var shape = new SchemaShape { Types = types, Items = types == ValueTypes.Array ? inner : null, Additional = types.HasFlag(ValueTypes.Object) ? inner : null, Properties = new Dictionary<string, SchemaShape> { ["a"] = new() { Types = ValueTypes.Array } }.ToFrozenDictionary() };
            if (types is not (ValueTypes.Any or ValueTypes.Object)) shape = new SchemaShape { Types = types, Items = shape.Items, Additional = shape.Additional };
            var parameter = Parameter(style, explode, shape, Short);
            List<ContractViolation>? violations = null;
            ParameterCheck.CheckText(parameter, text, ValueScratch.Current, ref violations);
            if (style is ParameterStyle.Json) continue;
            foreach (var reading in (Reading[])[new(false, false), new(false, true), new(true, false), new(true, true)])
            {
                var json = Read(parameter, text, reading);
                if (json is not null) using (JsonDocument.Parse(json)) outcome += "+";
                else outcome += "-";
            }
        }

        return outcome;
    }

    private static byte[]? Read(ContractParameter parameter, string text, Reading reading)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        if (parameter.Location is not ParameterLocation.Query)
        {
            if (!SingleValue.TryWrite(json, parameter, text, reading)) return null;
        }
        else
        {
            var plan = new QueryPlan([parameter], []);
            List<QueryPair> pairs = [];
            QueryPair.Read(text, pairs);
            for (var i = 0; i < pairs.Count; i++) pairs[i] = pairs[i] with { Target = plan.Find(text.AsSpan()[pairs[i].Name]) };
            if (!pairs.Exists(static p => p.Target == 0) || !QueryValue.TryWrite(json, parameter, text, pairs, 0, reading)) return null;
        }

        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static ContractParameter Parameter(ParameterStyle style, bool explode, SchemaShape shape, JsonSchemaValidator schema) => new()
    {
        Name = "n",
        Style = style,
        Explode = explode,
        IsRequired = false,
        Shape = shape,
        Schema = schema,
        Location = style is ParameterStyle.Simple ? ParameterLocation.Header : style is ParameterStyle.Label or ParameterStyle.Matrix ? ParameterLocation.Path : ParameterLocation.Query,
    };

    // The types that are there; null where texts and others stand in one list, of which "5" would be either.
    private static SchemaShape? Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new() { Types = ValueTypes.Object, Properties = value.EnumerateObject().ToFrozenDictionary(static p => p.Name, static p => new SchemaShape { Types = Types(p.Value) }), },
        JsonValueKind.Array when value.EnumerateArray().Select(Types).Aggregate(ValueTypes.None, static (all, one) => all | one) is var types && (types == ValueTypes.Text || !types.HasFlag(ValueTypes.Text)) =>
            new() { Types = ValueTypes.Array, Items = new SchemaShape { Types = types } },
        JsonValueKind.Array => null,
        _ => new() { Types = Types(value) },
    };

    private static ValueTypes Types(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => ValueTypes.Text,
        JsonValueKind.Number => ValueTypes.Number,
        _ => ValueTypes.Boolean,
    };

    private static string Pairs(string text)
    {
        List<QueryPair> pairs = [];
        QueryPair.Read(text, pairs);
        var plain = text.Split('&').Where(static p => p.Length > 0).Select(static p => p.Split('=', 2)).Select(static p => (p[0], p.Length > 1 ? p[1] : "")).ToList();
        Oracle.SameList(plain, [.. pairs.Select(p => (text[p.Name], text[p.Value]))], "the names and values of a plain reading");
        var outcome = "";
        foreach (var (name, value) in plain)
        {
            foreach (var part in (string[])[name, value])
            {
                var octets = Octets(part);
                outcome += octets is null ? "!" : octets.Length < part.Length ? "%" : "";
                // Where the octets are no UTF-8 there is no one text.
                if (octets is not null) Oracle.Same(Encoding.UTF8.GetString(octets), QueryPair.Decode(part), "decoded as the octets say");
                else _ = QueryPair.Decode(part);
            }

            if (QueryPair.ShownName(name) is { } shown) Oracle.Holds(shown == name && shown.Length <= 64 && shown.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '[' or ']'), "a shown name is harmless", shown);
        }

        return $"{Math.Min(5, plain.Count)} {outcome}";
    }

    // Null for a percent without two digits behind it, and for what is no UTF-8.
    private static byte[]? Octets(string text)
    {
        List<byte> octets = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text[i] == '+' ? " " : text[i..(i + 1)]));
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
            octets.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
            i += 2;
        }

        return System.Text.Unicode.Utf8.IsValid(octets.ToArray()) ? [.. octets] : null;
    }

    private static string Cookie(string text)
    {
        var lines = text.Split('\n');
        List<ContractViolation>? violations = null;
        CookieCheck.Check([new() { Name = "a", Location = ParameterLocation.Cookie, Style = ParameterStyle.Form, Explode = false, IsRequired = true, Shape = new SchemaShape { Types = ValueTypes.Text }, Schema = Short }], new StringValues(lines), ValueScratch.Current, ref violations);
        var values = lines.SelectMany(static l => l.Split(';')).Select(static p => p.Trim(' ', '\t').Split('=', 2)).Where(static p => p.Length == 2 && p[0].TrimEnd(' ', '\t') == "a").Select(static p => p[1].Trim(' ', '\t')).ToList();
        string? expected = values.Count switch { 0 => "missing", 1 => null, _ => "repeated" };
        if (values is [var value])
        {
            if (value.Length > 1 && value[0] == '"' && value[^1] == '"') value = value[1..^1];
            if (Uri.UnescapeDataString(value).EnumerateRunes().Count() > 3) expected = "maxLength";
        }

        Oracle.Same(expected, violations?[0].Keyword, "judged as a plain reading finds it");
        return $"{expected} {values.Count}";
    }
}
