using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.Fuzz.Targets;

/// <summary>What contracts are written in.</summary>
internal static class DocumentTargets
{
    internal static readonly (string Name, string[] Alternatives)[] Json =
    [
        ("value", ["1", "<string>", "<number>", "{<members>}", "{<members>}", "[<elements>]", "true", "false", "null", " <value>\n", "\t<value>", "tru", "NaN"]),
        ("members", ["", "<string>:<value>", "<string> : <value>,<members>", "\"a\":<value>,<members>", "\"\\u0061\":1,\"a\":<value>", "<string>", "<string>:<value>,", "\"<<\":{\"b\":1}"]),
        ("elements", ["", "<value>", "<value>,<elements>", "<value>,<elements>", "<value>,"]),
        ("string", ["\"a\"", "\"<text>\"", "\"<text><text><text>\"", "\"\"", "\"no\"", "\"~\"", "\"010\"", "\"a", "\"\n\"", "\"# c\"", "\": \"", "\"&a\""]),
        ("text", ["x", "user", "\\\"", "\\\\", "\\n", "\\/", "\\u0041", "\\ud83d\\ude00", "\\ud800", "\\u12", "\\x41", "\\_", "\u00e9", "\U0001F600", "\u0085", "\u2028", "\ufeff", "aaaaaaaaaaaaaaaaaaaa", "\t", "  ", "#"]),
        ("number", ["0", "-1", "1.5", "1e9", "1E+2", "01", "-", "1.", ".5", "+1", "0x1f", "0o17", "-0", "-0.50e-3", "123456789012345678901234567890", ".inf", "1_000"]),
    ];

    private static readonly Grammar Yaml = new(
        [("document", ["<value>", "<block>", "<block>", "--- <value>\n", "--- <value>\n--- <value>\n", "%YAML 1.2\n---\n<block>", "# x\n<block>", ""]),
        ("block", ["a: 1\n", "<key>: <scalar>\n", "<key>: <scalar>\n<block>", "- <scalar>\n- <scalar>\n", "<key>:\n  <key>: <scalar>\n<block>", "<key>: |\n  x\n  y\n<block>", "<key>: >-\n  x\n\n  y\n<block>", "<key>: <value>\n<block>", "? <value>\n: 1\n", "<key>: &a {b: [1, *a]}\nc: *a\n", "x: &a [1]\ny: *a\n*a : 2\n"]),
        ("key", ["a", "b", "c", "\"a\"", "'b'", "<<", "1", "~", "&k d", "*k ", "? e"]),
        ("scalar", ["x", "yes", "no", "~", "", "2024-01-01", "0x1F", "0o17", "010", "+5", "-.5", "1.", ".inf", "-.INF", ".nan", "!!str 5", "!!int 5", "!x y", "! 5", "'it''s'", "\"\\x41\\e\"", "*a", "&a x", "<value>", "@x", "a: b", "- 1", "NULL", "1e3", "--5"]),
        .. Json]);

    private static readonly Grammar Scalars = new(
        ("scalar", ["<sign><digits>", "<sign><digits>.<digits><exponent>", "<sign>.<digits><exponent>", "0x<digits>", "0o<digits>", "<sign>.inf", ".nan", "<word>", "<sign><digits><exponent>", "<sign><sign>.Inf"]),
        ("sign", ["", "-", "+"]), ("digits", ["1", "0", "", "<digits><digit>", "<digits><digits>"]), ("digit", ["0", "7", "8", "9", "a", "F", "_", "\u0661", "\n", " "]),
        ("exponent", ["", "e5", "E-2", "e+", "e400", "e99999999999"]), ("word", ["", "~", "null", "Null", "nUll", "true", "TRUE", "tRUE", "false", "yes", "on", ".INF", ".NaN", ".Nan"]));

    private static readonly Grammar Ranges = new(
        ("pair", ["<range>\n<type>"]), ("range", ["*/*", "*/<name>", "<name>/*", "<name>/<name>", "<name>/<name>; q=1", " <type>"]), ("type", ["<name>/<name>", "<name>/<name>;charset=utf-8", "<name>"]),
        ("name", ["text", "JSON", "json", "application", "vnd.a+json", "*", "", "a*", "x y"]));

    private static readonly Grammar Addresses = new(
        ("map", ["<line>", "<line><map>", "<line><map>", ""]), ("line", ["<address> <file>\n"]),
        ("address", ["http://a/x", "http://a", "http://A/", "https://b/%20?q", "https://b/\u00e9", "http://a:80/x", "urn:x:y"]), ("file", ["/f/a.json", "/f/a b.yaml", "/f/\u00e9"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "json-documents", "reads what System.Text.Json reads, to the same values; a member twice is a finding, at a place that exists",
            [typeof(JsonSource), typeof(SourceNode), typeof(UniqueNames)], new Grammar(Json), ["{}", "{\"a\":[1,{\"b\":null}]}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"a\":2}", "[1e5,\"\\ud83d\\ude00\"]"], JsonDocuments),
        FuzzTarget.Of(
            "yaml-documents", "a tree or findings at places that exist; what is JSON, too, reads as JSON does",
            [typeof(YamlSource)], Yaml, ["a: 1\n", "{\"a\": [1, \"x\"]}", "a: &x {b: 1}\nc: *x\n", "- 'x'\n- |\n  y\n", "a: 010\nb: no\n"], YamlDocuments) with { MaxLength = 512 },
        FuzzTarget.Of(
            "yaml-scalars", "the kind that the table of YAML 1.2's core schema says, and a number of the same value that is JSON",
            [typeof(YamlScalars)], Scalars, ["1", "010", "0x1f", "-.5e3", "~", "no", "+.inf"], static b => YamlScalar(Inputs.Wide(b))),
        FuzzTarget.Of(
            "media-range", "RFC 9110 section 12.5.1: \"*/*\", \"type/*\" or a type, and it covers what that says",
            [typeof(MediaRange)], Ranges, ["*/*\ntext/plain", "text/*\nTEXT/html", "application/json\napplication/json;charset=utf-8"], static b => Range(Inputs.Latin(b))),
        FuzzTarget.Of(
            "address-map", "what was written is read again, the same text for the same addresses",
            [typeof(AddressMap)], Addresses, ["http://a/x /f\n", "http://a /f\nhttps://b/ /g h\n"], static b => Map(Inputs.Latin(b))),
    ];

    private static string JsonDocuments(byte[] bytes)
    {
        var findings = new SourceFindings();
        var root = JsonSource.Read(bytes, "f", findings);
        Oracle.Holds(root is not null || findings.AnyError, "a document or a finding");
        Places(findings, bytes);
        JsonDocument? plain = null;
        try
        {
            plain = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = JsonSource.MaxDepth });
            _ = Twice(plain.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            plain = null;
        }

        Oracle.Same(plain is not null, root is not null, "System.Text.Json reads it");
        if (root is null) return "refused";
        var twice = Twice(plain!.RootElement);
        Oracle.Same(twice, findings.AnyError, "a member twice is a finding");
        // Whoever looks for a member of such a document gets an answer, too.
        if (root.IsObject) _ = root.Find("a");
        if (!twice) Oracle.Same(JsonValues.Text(plain.RootElement), Encoding.UTF8.GetString(SourceJson.Write(root).Span), "the same values");
        return $"{root.Kind} {twice} {Math.Min(4, root.Members.Count + root.Items.Count)}";
    }

    private static bool Twice(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(static p => (p.Name, Twice: Twice(p.Value))).ToList() is var members
            && (members.Exists(static m => m.Twice) | members.DistinctBy(static m => m.Name).Count() < members.Count),
        JsonValueKind.Array => value.EnumerateArray().Select(Twice).ToList().Contains(true),
        JsonValueKind.String => value.GetString() is null,
        _ => false,
    };

    private static string YamlDocuments(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var findings = new SourceFindings();
        var root = YamlSource.Read(Encoding.UTF8.GetBytes(text), "f", findings);
        Oracle.Holds(root is not null || findings.AnyError, "a document or a finding");
        Places(findings, Encoding.UTF8.GetBytes(text));
        var jsonFindings = new SourceFindings();
        var json = JsonSource.Read(Encoding.UTF8.GetBytes(text), "f", jsonFindings);
        if (root is null) return $"refused {json is not null}";
        Oracle.Holds(findings.AnyError || JsonSource.Read(SourceJson.Write(root).Span, "f", new SourceFindings()) is not null, "what was read is JSON");
        if (json is null || jsonFindings.AnyError || findings.AnyError) return $"{root.Kind} {findings.AnyError} {Math.Min(4, root.Members.Count + root.Items.Count)}";
        Oracle.Same(Encoding.UTF8.GetString(SourceJson.Write(json).Span), Encoding.UTF8.GetString(SourceJson.Write(root).Span), "JSON reads as JSON does");
        return $"json {root.Kind} {Math.Min(4, root.Members.Count + root.Items.Count)}";
    }

    // YAML has line ends that JSON has not.
    private static void Places(SourceFindings findings, byte[] bytes)
    {
        var lines = 2 + Encoding.UTF8.GetString(bytes).Count(static c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029');
        foreach (var finding in findings.Items)
            Oracle.Holds(finding.Location.Line >= 1 && finding.Location.Line <= lines && finding.Location.Column >= 1, "a finding is at a place that exists", finding.Location.ToString());
    }

    private static string YamlScalar(string text)
    {
        var read = YamlScalars.TryRead(text, out var kind, out var value);
        var plain = PlainYaml.Read(text);
        Oracle.Same(plain is not null, read, "infinity and not-a-number are refused");
        if (plain is not { } expected) return "refused";
        Oracle.Same(expected.Kind, kind, "the kind of the table");
        if (kind is SourceKind.String) Oracle.Same(text, value, "a text is itself");
        if (kind is not SourceKind.Number) return $"{kind}";
        var number = PlainNumber.Read(value!);
        Oracle.Holds(number is not null, "a number is JSON", value!);
        if (!number!.Value.IsReasonable || !expected.Number.IsReasonable) return "far";
        var (left, right) = PlainNumber.Scaled(expected.Number, number.Value);
        Oracle.Same(left, right, "a number keeps its value");
        return $"{kind} {text.Contains('.', StringComparison.Ordinal)} {text[0]} {Math.Min(4, text.Length)}";
    }

    private static string Range(string text)
    {
        var (rangeText, typeText) = text.Split('\n', 2) is [var first, var second] ? (first, second) : (text, "a/b");
        var range = MediaRange.Parse(rangeText);
        var plain = PlainMediaType.Read(rangeText);
        if (plain is { Type: "*", Subtype: not "*" }) plain = null;
        Oracle.Same(plain is not null, range is not null, "a range is one by RFC 9110");
        if (range is null || !MediaType.TryParse(typeText, out var type)) return $"{range is null}";
        var (rangeType, rangeSubtype, _) = plain!.Value;
        var covers = rangeType == "*" || (rangeType.Equals(type.Type.ToString(), StringComparison.OrdinalIgnoreCase)
            && (rangeSubtype == "*" || rangeSubtype.Equals(type.Subtype.ToString(), StringComparison.OrdinalIgnoreCase)));
        Oracle.Same(covers, range.Covers(type), "it covers what it says");
        return $"{range.Specificity} {covers}";
    }

    private static string Map(string text)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Take(8))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && Uri.TryCreate(line[..blank], UriKind.Absolute, out var uri) && uri is { Fragment.Length: 0, Scheme: "http" or "https" }) files[line[..blank]] = line[(blank + 1)..];
        }

        // Two spellings of one address are refused before.
        if (files.Keys.Select(static a => new Uri(a).AbsoluteUri).Distinct(StringComparer.Ordinal).Count() < files.Count) return "twice";
        var written = AddressMap.Format(files);
        var read = AddressMap.Parse(written);
        Oracle.SameList([.. files.Select(static f => (new Uri(f.Key).AbsoluteUri, f.Value)).Order()], [.. read.Select(static f => (f.Key, f.Value)).Order()], "what was written is read again");
        Oracle.Same(written, AddressMap.Format(files.Reverse().ToDictionary()), "one text for the same addresses");
        return $"{read.Count}";
    }
}
