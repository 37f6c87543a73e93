using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Fuzz.Targets;

/// <summary>Bodies that are held against a contract while they pass.</summary>
internal static class ContractBodyTargets
{
    private const int MostValue = 40;
    private const int MostFile = 60;
    private const int MostHead = 8 << 10;

    private static readonly JsonLimits Limits = new() { MaxDepth = 4, MaxMembers = 8, MaxElements = 8, MaxStringBytes = 64, MaxNameBytes = 32, MaxNumberBytes = 16, AllowDuplicateMembers = false };
    private static readonly JsonSchemaValidator Short = JsonSchemaValidator.Parse("""{"type":"string","maxLength":5}"""u8.ToArray());

    private static readonly ContractParts Parts = new(
        new[] { Part("a", false), Part("r", false, repeats: true), Part("f", true) }.ToFrozenDictionary(static p => p.Name, StringComparer.Ordinal), AllowsOthers: true);

    private static readonly Grammar Multipart = new(
        ("body", ["<parts>--b--<tail>", "<parts>--b--<tail>", "<part>--b--", "x\r\n<parts>--b--", "<parts>", "--b--"]), ("tail", ["", "\r\n", "\n", "x", " \r\n", "\r\n--b--", "\r\n\r\n"]),
        ("parts", ["<part>", "<part><parts>", "<part><parts>"]), ("part", ["--b<end><head><end><content><end>", "--b\r\n<head>\r\n<content>\r\n", "--b\r\n<head>\r\n<content>\r\n"]), ("end", ["\r\n", "\r\n", "\r\n", "\n", "\r", " \r\n", ""]),
        ("head", ["<disposition>\r\n", "<disposition>\r\n", "<disposition>\r\nContent-Type: <type>\r\n", "<field>\r\n<head>", "", "<disposition>\n"]),
        ("disposition", ["Content-Disposition: form-data; name=\"<name>\"", "Content-Disposition: form-data; name=\"f\"; filename=\"<file>\"", "content-disposition:form-data;name=<name>", "Content-Disposition: <kind>; <parameter>=\"<name>\"<more>"]),
        ("kind", ["form-data", "FORM-DATA", "attachment", "form-data ", ""]), ("parameter", ["name", "NAME", "filename", "filename*", "name*0", " name"]), ("more", ["", ";", "; filename=x", "; name=\"b\"", "; filename=\"a\"; filename=\"b\"", " x"]),
        ("name", ["a", "r", "f", "o", "", "a\\\"", "a%22", "\u00e9", "a;b", "\u000b", "A"]), ("file", ["x.png", "", "C:\\x", "C:\\\\x", "a\\", "\u000b"]),
        ("type", ["text/plain", "image/png", "application/json", "x", "text/plain; charset=utf-16"]), ("field", ["X: y", "Content-Type: text/plain", "X : y", " folded", "Content-Transfer-Encoding: <coding>", "X\u000b: y", "\u00e9: x", "Content-Disposition\u001c: form-data", "X: \u0085"]),
        ("coding", ["binary", "base64", "7BIT"]), ("content", ["x", "", "hello", "\r\n", "--b", "\r\n--", "\n--b\r\nx", "\r\n--bb", "\r--b", "-", "<content><content>", "<content><content><content>", "%89PNG", "{\"a\":1}"]));

    private static readonly Grammar Heads = new(("start", ["<head>"]),
        ("head", ["<line>", "<line>\r\n<line>", "<line>\r\n<head>"]), ("line", ["Content-Disposition: <disposition>", "Content-Disposition: <disposition>", "Content-Type: text/plain", "content-transfer-encoding: <coding>", "<odd>: x", "x", ""]),
        ("disposition", ["form-data; name=\"a\"", "form-data<parameters>", "form-data<parameters>", "form-data ;name=a", "x; name=\"a\""]), ("parameters", ["", "; <key>=<value><parameters>", ";<key>=<value><parameters>", ";", "x"]),
        ("key", ["name", "filename", "Name", "name ", "filename*", ""]), ("value", ["\"a\"", "a", "\"a;b\"", "\"a\\\"b\"", "\"\\\\\"", "\"", "", "\"%22\"", "\"\u00e9\"", "a\\b", "\"a\"b", "\"\u000b\""]),
        ("odd", ["X", "Content-Type\t", "\u017fontent", "a(b)", "\u000b", "Content-Di\u017fposition"]), ("coding", ["binary", "base64", " 8bit "]));

    private static readonly Grammar Records = new(
        ("body", ["<line>\n", "<line>\n<body>", "<line>\n<body>", "<line>", "\r\n<body>"]), ("line", ["<value>", "<value>\r", "", " ", "<value> <value>"]),
        ("value", ["1", "\"a\"", "\"abc\"", "\"abcdefgh\"", "{\"a\":1}", "\"a\\nb\"", "\"a\rb\"", "tru", "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"", "\u00e9"]));

    private static readonly Grammar Forms = new(("body", ["<field>", "<field>&<body>"]), ("field", ["a=<text>", "<text>=<text>"]), ("text", ["a", "", "<octet>", "<octet><octet>", "<text><octet>", "+"]),
        ("octet", ["%41", "%c3%a9", "%C3", "%e2%82%ac", "%F0%9F%98%80", "%ed%a0%80", "%c0%80", "%00", "%", "%4", "%zz", "%f8", " ", "\u00e9", "\u0001"]));

    private static readonly Grammar Files = new(("file", ["<type>\n<content>"]), ("type", ["image/png", "image/gif", "application/pdf", "IMAGE/WEBP", "application/zip", "image/jpeg", "text/plain", "image/bmp", "x"]),
        ("content", ["%PDF-1.7", "GIF89a", "GIF87", "RIFF1234WEBP", "RIFF1234WEBPxxxxxxxx", "PK\u0003\u0004", "BM", "", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "<content>xxxxxxxx"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "multipart", "accepted when a plain reading of RFC 2046 and RFC 7578 has parts that the contract takes; the same wherever the bytes are cut; nothing completes a body before it was judged",
            [typeof(MultipartScanner), typeof(PartCheck), typeof(IBodyScanner)], Multipart,
            ["--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\nContent-Type: image/png\r\n\r\n0123456789012345678901234567890\r\n--b--", "--b--"], MultipartBody),
        FuzzTarget.Of(
            "part-head", "what a plain reading of RFC 7578 section 4 reads, and refused where it reads nothing", [typeof(PartHead), typeof(DispositionParameters)], Heads,
            ["Content-Disposition: form-data; name=\"a\"", "Content-Disposition: form-data; name=a; filename=\"x\"\r\nContent-Type: text/plain", "x: y"], Head),
        FuzzTarget.Of(
            "record-body", "each line by itself: JSON within the limits that keeps the schema; the same wherever the bytes are cut; nothing goes on unjudged",
            [typeof(RecordScanner)], Records, ["\"a\"\n\"b\"\r\n\n\"c\"", "\"abcdef\"\n", "\"a\"\n1"], RecordBody),
        FuzzTarget.Of(
            "binary-body", "size and first bytes as declared; the same wherever the bytes are cut; the last byte is held", [typeof(BinaryScanner), typeof(MagicNumbers)], Files,
            ["application/pdf\n%PDF-1.4", "image/gif\nGIF89a...", "text/plain\nx"], BinaryBody),
        FuzzTarget.Of(
            "form-text", "printable ASCII whose percents decode to UTF-8, each character whole", [typeof(FormText)], Forms, ["a=1&b=%C3%A9", "a=%c3", "a=%00", "a+b=c"], Form),
    ];

    private static ContractPart Part(string name, bool isFile, bool repeats = false) => new()
    {
        Name = name,
        IsRequired = name == "a",
        IsFile = isFile,
        Repeats = repeats,
        Types = null,
        Schema = isFile ? null : Short,
        Shape = new SchemaShape { Types = ValueTypes.Text },
        MinBytes = isFile ? 1 : 0,
    };

    private static string MultipartBody(byte[] bytes)
    {
        MultipartScanner New() => new("b", new PartCheck(Parts, new PartLimits(4, MostValue, MostFile, AllowsOthers: false, Limits)));
        var plain = PlainMultipart.Read(Inputs.Latin(bytes), "b", MostHead);
        var accepts = plain is not null && Takes(plain);
        var (passed, fault) = Pump(New(), bytes, [bytes.Length]);
        Oracle.Same(accepts, fault is null, "accepted when a plain reading has parts that the contract takes");
        foreach (var cut in Inputs.Cuts(bytes)) Same(New, bytes, [cut, bytes.Length], accepts);
        Same(New, bytes, Steps(bytes, 1, 5), accepts);
        return $"{fault?.Reason} {passed} {plain?.Count} {plain is [.., { HasFileName: true }]}";
    }

    private static void Same(Func<IBodyScanner> create, byte[] bytes, List<int> ends, bool accepts)
    {
        var (passed, fault) = Pump(create(), bytes, ends);
        Oracle.Same(accepts, fault is null, "in pieces the same");
        if (fault is null) Oracle.Same(bytes.Length, passed, "what is accepted passes whole");
        else Oracle.Holds(bytes.Length == 0 || passed < bytes.Length, "something of what is refused is held");
    }

    private static List<int> Steps(byte[] bytes, int least, int most)
    {
        var chance = Inputs.Chance(bytes);
        List<int> ends = [];
        for (var at = 0; at < bytes.Length;) ends.Add(at = Math.Min(bytes.Length, at + chance.Next(least, most)));
        return ends.Count == 0 ? [0] : ends;
    }

    // As CheckedBodyStream does it: the end comes by itself, after the last bytes. How much went on before a fault or the end.
    private static (int Passed, BodyFault? Fault) Pump(IBodyScanner scanner, byte[] bytes, List<int> ends)
    {
        var passed = 0;
        foreach (var (end, isEnd) in ends.Select(static e => (e, false)).Append((bytes.Length, true)))
        {
            var cleared = scanner.Scan(bytes.AsSpan(passed, end - passed), isEnd);
            Oracle.Holds(cleared >= 0 && cleared <= end - passed, "no more goes on than there is");
            if (scanner.Fault is { } fault)
            {
                Oracle.Holds(fault.Violations.Count > 0 && fault.Status is 400 or 413 or 415 or 422, "a fault says what is wrong");
                return (passed, fault);
            }

            passed += cleared;
            Oracle.Holds(isEnd || bytes.Length == 0 || passed < bytes.Length || end < bytes.Length, "before its end a body is not let go whole");
        }

        return (passed, null);
    }

    private static bool Takes(List<PlainPart> parts)
    {
        if (parts.Count > 4 || parts.Count(static p => p.Name == "a") != 1 || parts.Count(static p => p.Name == "f") > 1) return false;
        foreach (var part in parts)
        {
            var type = part.ContentType is { } text ? PlainMediaType.Read(text) : null;
            var isValue = part.Name is "a" or "r";
            if (isValue && part.HasFileName) return false;
            if (part.Name is "a" or "r" or "f" && part.ContentType is not null && type is null) return false;
            if (isValue && type is var (kind, _, charsets) && (!kind.Equals("text", StringComparison.OrdinalIgnoreCase) || charsets.Count > 1 || charsets.Exists(static c => !c.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))) return false;
            if (isValue ? part.Content.Length > MostValue || !IsShort(part.Content) : part.Content.Length > MostFile) return false;
            if (part.Name == "f" && part.Content.Length == 0) return false;
            if (!isValue && part.Content.Length > 0 && type is var (fileType, subtype, _) && !Begins($"{fileType}/{subtype}", part.Content)) return false;
        }

        return true;
    }

    private static bool IsShort(string content)
    {
        try
        {
            return new StringInfo(new UTF8Encoding(false, true).GetString(Encoding.Latin1.GetBytes(content))).String.EnumerateRunes().Count() <= 5;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // The registrations of the media types, and where there are none, the formats' own definitions.
    private static bool Begins(string type, string content) => type.ToLowerInvariant() switch
    {
        "image/png" => content.StartsWith("\u0089PNG\r\n\u001a\n", StringComparison.Ordinal),
        "image/jpeg" or "image/jpg" => content.StartsWith("\u00ff\u00d8\u00ff", StringComparison.Ordinal),
        "image/gif" => content.StartsWith("GIF87a", StringComparison.Ordinal) || content.StartsWith("GIF89a", StringComparison.Ordinal),
        "image/webp" => Regex.IsMatch(content, @"\ARIFF....WEBP", RegexOptions.Singleline, TimeSpan.FromSeconds(1)),
        "image/bmp" => content.StartsWith("BM", StringComparison.Ordinal),
        "image/tiff" => content.StartsWith("II*\0", StringComparison.Ordinal) || content.StartsWith("MM\0*", StringComparison.Ordinal),
        "application/pdf" => content.StartsWith("%PDF-", StringComparison.Ordinal),
        "application/zip" => content.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) || content.StartsWith("PK\u0005\u0006", StringComparison.Ordinal),
        "application/gzip" or "application/x-gzip" => content.StartsWith("\u001f\u008b", StringComparison.Ordinal),
        _ => true,
    };

    private static string Head(byte[] bytes)
    {
        var (head, fault) = PartHead.Parse(bytes);
        var plain = PlainMultipart.Head(Inputs.Latin(bytes));
        Oracle.Same(head is null, fault is not null, "a head or a fault");
        Oracle.Same(plain is null ? null : $"{plain.Name}\n{plain.HasFileName}\n{plain.ContentType}", head is null ? null : $"{head.Name}\n{head.HasFileName}\n{head.ContentType}", "what a plain reading reads");
        return $"{fault?.Violations[0].Message} {head?.HasFileName} {head?.ContentType is null}";
    }

    private static string RecordBody(byte[] bytes)
    {
        RecordScanner New() => new(Short, Limits, MostValue);
        var judged = true;
        foreach (var line in Inputs.Latin(bytes).Split('\n'))
        {
            var record = Encoding.Latin1.GetBytes(line.EndsWith('\r') ? line[..^1] : line);
            if (record.Length > 0) judged &= record.Length <= MostValue && JsonStructureScanner.Scan(record, Limits) is JsonVerdict.Valid && Short.IsValid(record);
        }

        var (passed, fault) = Pump(New(), [.. bytes], [0]);
        Oracle.Same(judged, fault is null, "each line keeps the schema");
        // A last line that has its end may go on before the body has ended: it was judged.
        foreach (var cut in Inputs.Cuts(bytes)) Pieces(New(), bytes, [cut, bytes.Length], judged);
        Pieces(New(), bytes, Steps(bytes, 1, 4), judged);
        return $"{fault?.Reason} {Math.Min(3, bytes.Count(static b => b == '\n'))} {passed == bytes.Length}";
    }

    private static void Pieces(RecordScanner scanner, byte[] bytes, List<int> ends, bool judged)
    {
        var passed = 0;
        foreach (var (end, isEnd) in ends.Select(static e => (e, false)).Append((bytes.Length, true)))
        {
            passed += scanner.Scan(bytes.AsSpan(passed, end - passed), isEnd);
            if (scanner.Fault is not null) break;
            Oracle.Holds(isEnd || passed == 0 || bytes[passed - 1] == '\n', "records go on whole");
        }

        Oracle.Same(judged, scanner.Fault is null, "in pieces the same");
        if (judged) Oracle.Same(bytes.Length, passed, "what is accepted passes whole");
    }

    private static string BinaryBody(byte[] bytes)
    {
        var feed = Array.IndexOf(bytes, (byte)'\n');
        if (feed < 0) return "";
        var type = Inputs.Latin(bytes[..feed]);
        byte[] content = bytes[(feed + 1)..];
        BinaryScanner New() => new(type, 2, 30);
        var fits = content.Length is >= 2 and <= 30 && (PlainMediaType.Read(type) is not { } plain || Begins($"{plain.Type}/{plain.Subtype}", Inputs.Latin(content)));
        var (_, fault) = Pump(New(), content, [0]);
        Oracle.Same(fits, fault is null, "size and first bytes as declared");
        foreach (var cut in Inputs.Cuts(content)) Same(New, content, [cut, content.Length], fits);
        Same(New, content, Steps(content, 1, 5), fits);
        return $"{fault?.Reason} {fault?.Violations[0].Keyword} {type.Length}";
    }

    private static string Form(byte[] bytes)
    {
        var text = Inputs.Latin(bytes);
        var plain = text.All(static c => c is > ' ' and <= '~') && !Regex.IsMatch(text, "%(?![0-9a-fA-F]{2})", RegexOptions.None, TimeSpan.FromSeconds(1));
        // Each run of escapes by itself: a character is not half escaped, for the other half is no ASCII.
        if (plain)
        {
            foreach (Match run in Regex.Matches(text, "(?:%[0-9a-fA-F]{2})+", RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                var octets = Convert.FromHexString(run.Value.Replace("%", "", StringComparison.Ordinal));
                plain &= System.Text.Unicode.Utf8.IsValid(octets) && !octets.Contains((byte)0);
            }
        }

        Oracle.Same(plain, FormText.IsValid(bytes), "every parser decodes it to the same texts");
        return $"{plain} {Math.Min(4, text.Count(static c => c == '%'))}";
    }
}
