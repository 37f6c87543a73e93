using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.JsonSchema;
using Gateway.JsonSchema.Formats;
using Gateway.JsonSchema.Numbers;
using Gateway.JsonSchema.Patterns;

namespace Gateway.Fuzz.Targets;

/// <summary>Numbers, patterns and formats of the JSON Schema engine.</summary>
internal static class SchemaTextTargets
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    // What ECMA-262 and .NET read alike: no more than these, and no class in a class.
    private static readonly Regex Common = new(@"\A(?:[a-c0-2 _é^$|()*+?.,{}-]|\(\?:|\\[dDwWsSntrfv\\.*+?()[\]{}|^$]|\[\^?(?:[a-c0-2_é]|[a-c]-[a-c]|\\[dws])+\])*\z", RegexOptions.CultureInvariant, Most);

    private static readonly Grammar Numbers = new(("pair", ["<number> <number>"]), ("number", ["<sign><whole>", "<sign><whole>.<digits>", "<sign><whole>e<power>", "<sign><whole>.<digits>E<power>", "0.<digits>"]), ("sign", ["", "-"]),
        ("whole", ["0", "1", "3", "25", "1<digits>", "9<digits>", "999999999999999999", "1000000000000000000", "9223372036854775808", "01"]), ("digits", ["0", "5", "<digits><digits>", "<digits><digits>", "000", "9", "1", "25"]), ("power", ["0", "1", "-1", "+18", "-18", "30", "400", "-400", "999999999999999999999", "-99999999999"]));

    private static readonly Grammar Patterns = new(
        ("pair", ["<pattern>\n<text>"]), ("pattern", ["<sequence>", "^<sequence>$", "^<sequence>", "<sequence>$", "<pattern>|<pattern>", "^(?=<sequence>)<sequence>$", "^(?!<sequence>)<sequence>"]),
        ("sequence", ["a", "<atom>", "<atom><sequence>", "<quantified><sequence>", "<quantified>"]), ("quantified", ["<atom>*", "<atom>+", "<atom>?", "<atom>{2}", "<atom>{1,2}", "<atom>{1,}", "<atom>*?", "<atom>{2}{3}", "<atom>{,2}"]),
        ("atom", ["a", "b", "1", ".", "\u00e9", "\U0001F600", "(<pattern>)", "(?:<pattern>)", "[<class>]", "[^<class>]", "\\d", "\\w", "\\s", "\\W", "\\D", "\\b", "\\.", "\\u0061", "\\x61", "\\u{1F600}", "\\p{Zs}", "\\cA", "{", "}", "]", "\\1", "$", "^", "(", ")", "(?<a>b)", "(?<=a)"]),
        ("class", ["a", "ab", "a-c", "\\d", "^", "-", "a-", "\\]", "", "\u00e9-\U0001F600", "\\w-", "c-a", "[a", "\\b", "<class><class>"]),
        ("text", ["", "a", "b", "ab", "aab", "1", "a1", "\n", " ", "\u00e9", "\U0001F600", "_", "<text><text>", "<text><text><text>"]));

    private static readonly Grammar Formats = new(
        ("pair", ["<kind><text>"]), ("kind", [.. Enumerable.Range(0, (int)FormatKind.Base64 + 1).Select(static i => $"{(char)('A' + i)}")]),
        ("text", ["<date>", "<date>T<time>", "<time>", "<uuid>", "<v4>", "<v6>", "<duration>", "<pointer>", "<count><pointer>", "<base64>", "<host>", "<name>@<host>", "<scheme><authority><path>", "{<name>}", "[a-z]+"]),
        ("date", ["2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-13-01", "2024-<two>-<two>", "0000-01-01", "2024-1-1"]), ("two", ["00", "01", "12", "28", "30", "31", "32", "59", "60", "23", "24", "1"]),
        ("time", ["<two>:<two>:<two><zone>", "<two>:<two>:<two>.<two><zone>", "23:59:60Z", "00:59:60+01:00"]), ("zone", ["Z", "z", "+<two>:<two>", "-<two>:<two>", "", "+0100"]),
        ("uuid", ["2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-aa98-11ea-b4aa73b441d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"]),
        ("v4", ["<octet>.<octet>.<octet>.<octet>", "1.2.3", "1.2.3.4.5"]), ("octet", ["0", "1", "255", "256", "01", "", "1e1"]), ("v6", ["::", "<group>:<group>:<group>:<group>:<group>:<group>:<group>:<group>", "<group>::<group>", "::<group>:<v4>", "1::2::3", "::<v4>", "<group>:<v6>", "fe80::1%25eth0"]), ("group", ["0", "1", "ffff", "FFFF", "12345", "", "g"]),
        ("duration", ["P<units>", "PT<units>", "P<units>T<units>", "P1W", "P"]), ("units", ["1D", "1Y2M3D", "1Y3D", "1H2M3S", "1M", "1H3S", "1W", "", "1.5S", "1D1Y"]), ("pointer", ["", "/<name>", "/~0<pointer>", "/~1", "/~", "/~2", "a", "/<name><pointer>", "#", "/%"]), ("count", ["0", "1", "01", "10", "", "1+1", "1-0"]),
        ("base64", ["YQ==", "YWI=", "YWJj", "YQ", "Y Q==", "Y===", "YR==", "<base64><base64>"]), ("host", ["a", "example.com", "<name>.<host>", "xn--nxasmq6b", "xn--a", "-a", "a-", "a..b", "a.", "\u00e4.example", "\u3002", "[<v6>]", "[IPv6:<v6>]", "[<v4>]"]), ("name", ["a", "b1", "a-b", "a_b", "\u00e9", "", "%41", "\"a b\"", "a.b", ".a", "~"]),
        ("scheme", ["http:", "urn:", "", "1:", "a+b:", ":"]), ("authority", ["//<host>", "//u@<host>:80", "//<host>:x", ""]), ("path", ["", "/<name>", "<name>", "?<name>", "#<name>", "/<name>?a#b", "/a b", "/%zz", "/[", "\\"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "schema-numbers", "const, minimum, maximum, multipleOf and integer decide as BigInteger does", [typeof(ExactNumber), typeof(DecimalDigits), typeof(Divisor)], Numbers,
            ["1 1.0", "0.3 0.1", "1e400 10", "-0 0", "12345678901234567890 12345678901234567891", "7.5 2.5"], static b => Compare(Inputs.Latin(b))) with { MaxLength = 128 },
        FuzzTarget.Of(
            "schema-patterns", "tables match what the same pattern matches as a .NET expression over UTF-16, and what .NET itself makes of a pattern that both languages read alike",
            [typeof(Pattern), typeof(PatternParser), typeof(PatternTranslation), typeof(PatternParts)], Patterns, ["^a+$\naa", "[a-c]{2}\nxbc", "a|b\nc", "^(?=.*a)(?=.*1).{2,}$\na1", "\\d\\.\n1."], static b => Match(Inputs.Wide(b))) with { MaxLength = 96 },
        FuzzTarget.Of(
            "schema-formats", "dates, UUIDs, addresses, base64, durations and pointers as .NET or the RFC's grammar has them; every URI is a URI reference and an IRI, every address and host name an international one",
            [typeof(Format), typeof(TimeFormats), typeof(IpFormats), typeof(UriFormats), typeof(EmailFormat), typeof(HostnameFormat), typeof(IdnHostnameFormat), typeof(RegexFormat), typeof(Punycode)], Formats,
            ["A", "C2024-02-29", "QPT1H", "K1.2.3.4", "L::1"], FormatOf),
    ];

    private static string Compare(string text)
    {
        var parts = text.Split(' ');
        if (parts.Length != 2 || PlainNumber.Read(parts[0]) is not { } value || PlainNumber.Read(parts[1]) is not { } bound) return "";
        bool Is(string schema) => JsonSchemaValidator.Parse(Encoding.UTF8.GetBytes(schema)).IsValid(Encoding.UTF8.GetBytes(parts[0]));
        bool isConst = Is($"{{\"const\":{parts[1]}}}"), atLeast = Is($"{{\"minimum\":{parts[1]}}}"), atMost = Is($"{{\"maximum\":{parts[1]}}}");
        var multiple = bound.Mantissa.Sign > 0 && Is($"{{\"multipleOf\":{parts[1]}}}");
        var isInteger = Is("{\"type\":\"integer\"}");
        Oracle.Same(isConst, atLeast && atMost, "equal is neither less nor more");
        Oracle.Holds(atLeast || atMost, "one of the two holds");
        Oracle.Same(atLeast && !isConst, Is($"{{\"exclusiveMinimum\":{parts[1]}}}"), "exclusive is without equal");
        if (!value.IsReasonable || !bound.IsReasonable) return $"far {isConst} {atLeast} {multiple}";
        var (left, right) = PlainNumber.Scaled(value, bound);
        Oracle.Same((left == right, left >= right), (isConst, atLeast), "compared as BigInteger does");
        if (bound.Mantissa.Sign > 0) Oracle.Same(BigInteger.Remainder(left, right).IsZero, multiple, "a multiple as BigInteger says");
        Oracle.Same(value.Exponent >= 0 || BigInteger.Remainder(value.Mantissa, BigInteger.Pow(10, -value.Exponent)).IsZero, isInteger, "an integer as BigInteger says");
        return $"{isConst} {atLeast} {multiple} {isInteger} {value.Exponent.CompareTo(0)} {parts[0].Length > 18} {parts[1].Length > 18}";
    }

    private static string Match(string input)
    {
        if (input.Split('\n', 2) is not [var source, var text] || text.Any(char.IsSurrogate) && !Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Equals(text, StringComparison.Ordinal)) return "";
        Pattern pattern;
        try
        {
            pattern = Pattern.Compile(source);
        }
        catch (PatternSyntaxException e)
        {
            return e.Message[..Math.Min(20, e.Message.Length)];
        }

        var found = pattern.IsMatch(Encoding.UTF8.GetBytes(text));
        if (Translated(source, text) is { } expected) Oracle.Same(expected, found, "a table matches what the expression does");
        if (!Common.IsMatch(source) || text.AsSpan().IndexOfAny('\r', '\u2028', '\u2029') >= 0 || text.Any(char.IsSurrogate)) return $"{found} {pattern.IsTable}";
        try
        {
            // "$" alone would match in front of a last line feed.
            var own = new Regex(Regex.Replace(source, @"(?<!\\)(?<even>(?:\\\\)*)\$", @"${even}\z", RegexOptions.None, Most), RegexOptions.ECMAScript, Most);
            if (!source.Contains("\\s", StringComparison.Ordinal) || text.All(char.IsAscii)) Oracle.Same(own.IsMatch(text), found, "matches what .NET does");
            return $"{found} both {source.Length}";
        }
        catch (ArgumentException)
        {
            return $"{found} own";
        }
    }

    private static bool? Translated(string source, string text)
    {
        try
        {
            return PatternParts.Split(PatternParser.Parse(source)).All(part => Regex.IsMatch(text, PatternTranslation.Translate(part.Pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Most) != part.Negated);
        }
        catch (Exception e) when (e is PatternSyntaxException or NotSupportedException)
        {
            return null;
        }
    }

    private static string FormatOf(byte[] bytes)
    {
        if (bytes.Length == 0 || bytes[0] - 'A' is not (>= 0 and <= (int)FormatKind.Base64) || !System.Text.Unicode.Utf8.IsValid(bytes)) return "";
        var kind = (FormatKind)(bytes[0] - 'A');
        var rest = bytes.AsSpan(1).ToArray();
        var text = Encoding.UTF8.GetString(rest);
        bool Is(FormatKind other) => Format.IsValid(other, rest);
        var valid = Is(kind);
        bool Grammar(string pattern) => Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, Most);
        bool? expected = kind switch
        {
            FormatKind.Date => Grammar("[0-9]{4}-[0-9]{2}-[0-9]{2}") && (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || (text.StartsWith("0000", StringComparison.Ordinal) && DateOnly.TryParseExact($"2000{text[4..]}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))),
            FormatKind.Time when !text.Contains(":60", StringComparison.Ordinal) => Grammar(@"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[zZ]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"),
            FormatKind.DateTime => text.Length > 11 && text[10] is 'T' or 't' && text.Take(10).All(char.IsAscii) && Format.IsValid(FormatKind.Date, rest.AsSpan(0, 10)) && Format.IsValid(FormatKind.Time, rest.AsSpan(11)),
            FormatKind.Uuid => Grammar("[0-9a-fA-F-]{36}") && Guid.TryParseExact(text, "D", out _),
            FormatKind.Ipv4 => PlainAddress.V4(text) is not null,
            FormatKind.Ipv6 => PlainAddress.V6(text) is not null,
            FormatKind.Base64 => Grammar("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?") ? valid || !Convert.TryFromBase64String(text, new byte[rest.Length], out _) : false,
            FormatKind.JsonPointer => Grammar("(?:/(?:[^~/]|~[01])*)*"),
            FormatKind.RelativeJsonPointer => Grammar("(?:0|[1-9][0-9]*)(?:[+-][1-9][0-9]*)?(?:#|(?:/(?:[^~/]|~[01])*)*)"),
            FormatKind.Duration => Grammar("P(?:[0-9]+W|(?=[0-9]|T[0-9])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"),
            _ => null,
        };
        if (expected is { } plain) Oracle.Same(plain, valid, $"{kind} as its grammar has it");
        foreach (var (narrow, wide) in ((FormatKind, FormatKind)[])
            [(FormatKind.Uri, FormatKind.UriReference), (FormatKind.Uri, FormatKind.Iri), (FormatKind.UriReference, FormatKind.IriReference), (FormatKind.Iri, FormatKind.IriReference), (FormatKind.Email, FormatKind.IdnEmail), (FormatKind.Hostname, FormatKind.IdnHostname)])
        {
            if (kind == narrow && valid) Oracle.Holds(Is(wide), $"a {narrow} is a {wide}", text);
        }

        if (kind is FormatKind.Uri && valid) Oracle.Holds(Regex.IsMatch(text, @"\A[A-Za-z][A-Za-z0-9+.-]*:[!-~]*\z", RegexOptions.None, Most), "a URI has a scheme and is printable ASCII", text);
        return $"{kind} {valid} {Math.Min(6, text.Length / 4)}";
    }
}
