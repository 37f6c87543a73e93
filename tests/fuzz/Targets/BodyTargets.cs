using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Policies.Lockout.Accounts;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Fuzz.Targets;

/// <summary>What bodies and their descriptions say.</summary>
internal static class BodyTargets
{
    internal static readonly (string Name, string[] Alternatives)[] Json =
    [
        ("value", ["1", "<string>", "<number>", "{<members>}", "{<members>}", "[<elements>]", "true", "false", "null", " <value>\n", "tru", "NaN", "'x'"]),
        ("members", ["", "<string>:<value>", "<string> : <value>,<members>", "\"a\":<value>,<members>", "\"\\u0061\":1,\"a\":<value>", "<string>", ",", "<string>:<value>,", "/*x*/"]),
        ("elements", ["", "<value>", "<value>,<elements>", "<value>,<elements>", "<value>,", "<value> <value>", "//"]),
        ("string", ["\"a\"", "\"<text>\"", "\"<text><text><text>\"", "\"\"", "\"user\"", "\"a", "\"\n\""]),
        ("text", ["x", "user", "\\\"", "\\\\", "\\n", "\\/", "\\u0041", "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\u12", "\\x", "\u00e9", "\U0001F600", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\t"]),
        ("number", ["0", "-1", "1.5", "1e9", "1E+2", "01", "-", "1.", ".5", "+1", "1e", "-0", "123456789012345678901234567890"]),
    ];

    private static readonly Grammar Documents = new(Json);

    private static readonly Grammar MediaTypes = new(
        ("value", ["<type>/<type>", "<type>/<type><parameters>", "<type>/<type><parameters>", " <type>/<type> ", "<type>", ""]),
        ("type", ["application", "json", "text", "x-www-form-urlencoded", "problem+json", "APPLICATION", "*", "a b", "", "<type>+json"]),
        ("parameters", [";charset=utf-8", "; charset=utf-8", ";<name>=<argument>", ";<name>=<argument><parameters>", ";", "; <parameters>", ",", " ;charset = utf-8"]),
        ("name", ["charset", "CHARSET", "boundary", "q", ""]),
        ("argument", ["utf-8", "\"utf-8\"", "UTF-8", "utf-16", "\"ut\\f-8\"", "\"", "\"a;b\"", "\"a\\\"b\"", "", "\"\"x"]));

    private static readonly Grammar Accounts = new(
    [
        ("body", ["<form>", "<value>", "<value>", "{\"user\":<string>}", "{\"user\":{\"name\":<value>}}", "{\"User\":<value>,\"user\":<value>}"]),
        ("form", ["user=alice", "<field>", "<field>&<form>", "<field>&<form>", "&<form>"]),
        ("field", ["user=<text>", "USER=<text>", "%75ser=<text>", "pass=<text>", "user", "+user=<text>", "user=%c3%28", "user=%zz", "user=%61%6c+x", "user=a%00b", "="]),
        .. Json,
    ]);

    // Duplicate names are a limit of its own.
    private static readonly JsonLimits Limits = new() { MaxDepth = 4, MaxMembers = 3, MaxElements = 4, MaxStringBytes = 24, MaxNameBytes = 16, MaxNumberBytes = 12, AllowDuplicateMembers = false };
    private static readonly JsonLimits Wide = new() { MaxDepth = 48, MaxMembers = 1000, MaxElements = 1000, MaxStringBytes = 4000, MaxNameBytes = 4000, MaxNumberBytes = 4000, AllowDuplicateMembers = true };

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "json-structure", "the verdict of a plain RFC 8259 reader with the same limits; System.Text.Json takes what is valid",
            [typeof(JsonStructureScanner), typeof(JsonEscapes), typeof(MemberNames)], Documents,
            ["{}", "[1,2,3]", "{\"a\":{\"b\":[true,null]}}", "\"\\ud83d\\ude00\"", "{\"a\":1,\"\\u0061\":2}", "[[[[[]]]]]", " 1 "], Structure),
        FuzzTarget.Of(
            "media-type", "agrees with a plain reading of RFC 9110 section 8.3.1", [typeof(MediaType), typeof(MediaTypeList)], MediaTypes,
            ["application/json", "application/problem+json; charset=utf-8", "text/html;charset=\"utf-8\";", "multipart/form-data; boundary=\"a;b\""], static b => Media(Inputs.Latin(b))),
        FuzzTarget.Of(
            "account-in-body", "a form or JSON body names the account that a plain reading finds, or none where that finds two",
            [typeof(FormAccounts), typeof(JsonAccounts), typeof(FoundAccount), typeof(AccountSource)], Accounts,
            ["user=alice&pass=x", "{\"user\":\"alice\"}", "{\"user\":{\"name\":\"a\"}}", "user=%61", "{\"user\":1,\"USER\":2}"], Account),
        FuzzTarget.Of(
            "query-parameters", "a parameter stands twice when a plain reading says so, however many others there are",
            [typeof(QueryParameters)], new Grammar(("query", ["?<pairs>", "", "?"]), ("pairs", ["a=1", "<pair>", "<pair>&<pairs>", "<pair>&<pairs>"]), ("pair", ["a=1", "A=2", "%61=3", "b", "b=", "=x", "", "<letter>=1", "<letter><letter>=2", "a%20b=1", "a+b=2", "%c3%a9=1"]), ("letter", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "%6B"])),
            ["?a=1&b=2", "?a=1&%61=2", "?a&A", "?a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&A=2"], static b => Duplicates(Inputs.Latin(b))),
    ];

    private static string Structure(byte[] bytes)
    {
        var tight = JsonStructureScanner.Scan(bytes, Limits);
        Oracle.Same(PlainJson.Read(bytes, (4, 3, 4, 24, 16, 12, false)).ToString(), Name(tight), "a plain reader gives the same verdict");
        var wide = JsonStructureScanner.Scan(bytes, Wide);
        Oracle.Same(PlainJson.Read(bytes, (48, 1000, 1000, 4000, 4000, 4000, true)).ToString(), Name(wide), "a plain reader gives the same verdict with wide limits");
        if (wide is not JsonVerdict.Valid) return $"{tight} {wide}";
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 });
        Touch(document.RootElement);
        return $"{tight} {document.RootElement.ValueKind} {bytes.AsSpan().IndexOf((byte)'\\') >= 0}";
    }

    private static string Name(JsonVerdict verdict) => verdict is JsonVerdict.Valid ? nameof(JsonFlaw.None) : verdict.ToString();

    // Every string can be decoded.
    private static void Touch(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.String) _ = element.GetString();
        else if (element.ValueKind is JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Touch(item);
        if (element.ValueKind is not JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            _ = member.Name;
            Touch(member.Value);
        }
    }

    private static string Media(string text)
    {
        // What the gate lets through.
        if (text.Any(static c => c is not ('\t' or (>= ' ' and <= '~')))) return "not a field value";
        var read = MediaType.TryParse(text, out var media);
        var plain = PlainMediaType.Read(text);
        Oracle.Same(plain is not null, read, "a media type is read when a plain reading says so");
        if (plain is not { } expected) return "malformed";
        Oracle.Same((expected.Type, expected.Subtype), (media.Type.ToString(), media.Subtype.ToString()), "type and subtype are those that were sent");
        Oracle.Same(expected.Charsets.Count > 1 || expected.Charsets.Exists(static c => !c.Equals("utf-8", StringComparison.OrdinalIgnoreCase)), media.HasForeignCharset, "a foreign charset is seen");
        var json = expected.Subtype.EndsWith("+json", StringComparison.OrdinalIgnoreCase) || $"{expected.Type}/{expected.Subtype}".ToLowerInvariant() is "application/json" or "text/json";
        Oracle.Same(json, media.IsJson, "JSON is seen");
        Oracle.Same(expected.Type.Equals("text", StringComparison.OrdinalIgnoreCase), new MediaTypeList(["text/*"]).Contains(media), "a list finds its types");
        return $"{json} {media.HasForeignCharset} {Math.Min(3, expected.Charsets.Count)}";
    }

    private static string Account(byte[] bytes)
    {
        var form = default(FoundAccount);
        FormAccounts.Find(bytes, "user", ref form);
        Oracle.Same(PlainForm(bytes), form.Name, "a form names the account of a plain reading");
        var outcome = form.Name is null ? "-" : "form";
        foreach (var pointer in (string[])["Json:/user", "Json:/user/name"])
        {
            var found = default(FoundAccount);
            var source = AccountSource.Parse(pointer);
            JsonAccounts.Find(bytes, source.Path, ref found);
            List<JsonElement> values = [];
            var valid = JsonStructureScanner.Scan(bytes, Wide) is JsonVerdict.Valid;
            if (valid)
            {
                using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 });
                Collect(document.RootElement, source.Path, values);
                var texts = values.Where(static v => v.ValueKind is not JsonValueKind.Null).ToList();
                var expected = texts is [var one] && (one.ValueKind is JsonValueKind.String || IsPlainNumber(one)) ? AccountName.Normalize(one.ToString()) : null;
                Oracle.Same(expected, found.Name, "a JSON body names the account of a plain reading");
            }
            else
            {
                // Half a pair in a value that is passed over goes unseen; what is not JSON names nobody.
                Oracle.Holds(found.Name is null || PlainJson.Read(bytes, (64, 9999, 9999, 9999, 9999, 9999, true)) is JsonFlaw.Malformed && IsReadable(bytes), "what is not JSON names nobody", found.Name ?? "");
            }

            outcome += $" {valid} {values.Count} {found.Name is not null}";
        }

        return outcome;
    }

    // 42.0 and 4.2e1 are 42 to some readers, and long ones are one another.
    private static bool IsPlainNumber(JsonElement value) => value.ValueKind is JsonValueKind.Number && value.GetRawText() is { Length: <= 15 } text && text.All(char.IsAsciiDigit);

    // A letter that folds to one of the name's is that letter to some readers.
    private static bool IsOne(string name, string wanted) =>
        name.Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase) || (AccountName.Normalize(name) is { } folded && folded == AccountName.Normalize(wanted));

    private static bool IsReadable(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Collect(JsonElement element, ReadOnlySpan<string> path, List<JsonElement> values)
    {
        if (path.IsEmpty)
        {
            values.Add(element);
            return;
        }

        if (element.ValueKind is not JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
            if (member.Name.Equals(path[0], StringComparison.OrdinalIgnoreCase) || (!member.Name.All(char.IsAscii) && IsOne(member.Name, path[0]))) Collect(member.Value, path[1..], values);
    }

    private static string? PlainForm(byte[] bytes)
    {
        List<string?> values = [];
        foreach (var field in Encoding.Latin1.GetString(bytes).Split('&'))
        {
            // What stands between semicolons is a field of its own to some backends, and none to others.
            var parts = field.Split(';');
            foreach (var part in parts)
            {
                if (PlainField(part) is { } value) values.Add(parts.Length > 1 ? null : value.Text);
            }
        }

        return values is [{ } one] ? AccountName.Normalize(one) : null;
    }

    // Null for another field; a null text for one that may be the account, nobody knows which.
    private static (string? Text, bool)? PlainField(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (FormText(equals < 0 ? pair : pair[..equals])?.Split('\0')[0] is not { } name) return null;
        if (IsOne(Php(name), "user")) return (equals < 0 ? null : FormText(pair[(equals + 1)..]), true);
        var pieces = name.Split('[');
        return pieces.Length > 1 && (IsOne(Php(pieces[0]), "user") || IsOne(Php(string.Join('[', pieces[..^1])), "user")) ? (null, true) : null;

        static string Php(string name) => name.Trim().Replace('.', '_').Replace(' ', '_').Replace('[', '_');
    }

    private static string? FormText(string text)
    {
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '+' ? (byte)' ' : (byte)text[i]);
            }
        }

        return System.Text.Unicode.Utf8.IsValid(bytes.ToArray()) ? Encoding.UTF8.GetString([.. bytes]) : null;
    }

    private static string Duplicates(string text)
    {
        var query = text.StartsWith('?') ? text : "";
        var found = QueryParameters.HasDuplicate(new QueryString(query));
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        var (expected, count) = (false, 0);
        foreach (var pair in query.TrimStart('?') is var rest && query.Length > 0 ? query[1..].Split('&') : [])
        {
            if (pair.Length == 0) continue;
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            count++;
            expected |= !names.Add(Uri.UnescapeDataString((equals < 0 ? pair : pair[..equals]).Replace('+', ' ')));
        }

        Oracle.Same(expected, found, "a parameter stands twice when a plain reading says so");
        return $"{found} {Math.Min(count, 10)}";
    }
}
