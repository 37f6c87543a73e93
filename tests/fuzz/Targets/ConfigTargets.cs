using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Fuzz.Engine;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Configuration.Reading;
using Gateway.Policies.Redis;

namespace Gateway.Fuzz.Targets;

/// <summary>The configuration: its text, its notations, and how layers are merged.</summary>
internal static class ConfigTargets
{
    private const int NodeBytes = 4096;

    private static readonly (string Name, string[] Alternatives)[] Json =
    [
        ("value", ["1", "<string>", "<string>", "{<members>}", "{<members>}", "[<elements>]", "true", "null", "-1.5e3", "/*c*/<value>", "<value>//c\n", "NaN"]),
        ("members", ["", "<string>:<value>", "<string>: <value>,\n<members>", "<string>:<value>,<members>", "\"a\":<value>,\"a\":<value>", "<string>:<value>,", "<string>"]),
        ("elements", ["", "<value>", "<value>,<elements>", "<value>,\r\n<elements>", "<value>,"]),
        ("string", ["\"a\"", "\"<text>\"", "\"<text><text>\"", "\"b\"", "\"\\ud800\"", "\"\n\"", "\"a"]),
        ("text", ["x", "${env:A}", "${env:MISSING}", "${env:MISSING:-d}", "${env:EMPTY:-e}", "$${x}", "${", "${}", "${file:f}", "${env:1A}", "${env:A:-${env:B}}", "${x:y}", "$", "}", "\\n", "\\u00e9", "\u00e9", "\U0001F600", "\\ud83d\\ude00", "\\udc00", "1s", ":", "\\\"", ""]),
    ];

    private static readonly Grammar Documents = new(Json);
    private static readonly Grammar Patches = new([("case", ["{<members>}\n\n{<members>}", "<value>\n\n<value>", "{\"a\":{<members>}}\n\n{\"a\":{<members>,\"b\":null}}"]), .. Json]);
    private static readonly Grammar Durations = new(("text", ["1s", "<number><unit>", "<number>:<number>:<number>", "<number>.<number>:<number>:<number>", "<number>:<number>:<number>.<number>", " <text>", "-<text>", "<text> ", "<number>"]), ("number", ["0", "1", "00", "07", "23", "24", "59", "60", "250", "9223372036854775807", "922337203686", "10675199", "\0", "", "1\0", "\u0661"]), ("unit", ["ms", "s", "m", "h", "d", "MS", "us", "", " s"]));
    private static readonly Grammar Sizes = new(("text", ["1MiB", "<number><unit>", "<number><unit>", "<number> <unit>", "-<number><unit>", "<number><unit><unit>"]), ("number", ["0", "1", "64", "9223372036854775807", "9007199254740992", "8589934592", "", "1\0", "1.5", "\u0661"]), ("unit", ["B", "KB", "KiB", "MB", "MiB", "GB", "GiB", "kib", "TB", "K", ""]));
    private static readonly Grammar Connections = new(("text", ["localhost:6379", "<host>", "<host>,<text>", "<host>,<option>", "<text>,<option>"]), ("host", ["redis:6379", "127.0.0.1", "[::1]:6380", "::1", "a:b:c", "h:99999", "h:-1", ":6379", "/tmp/x", "!", "{", "\u00e9:1", "unix:/a", "h:1\0"]), ("option", ["password=x", "ssl=true", "ssl=maybe", "ssl=", "defaultDatabase=1", "defaultDatabase=x", "defaultDatabase=99999999999", "name=a b", "sslHost=", "abortConnect=2", "allowAdmin=true", "=", "==", "$PING=x", "password=a=b"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "config", "nodes or errors, never an exception; every place is in the text; the values are those of System.Text.Json; memory in proportion to the text",
            [typeof(ConfigParser), typeof(PositionCursor), typeof(ConfigPrinter)], Documents,
            ["{}", "{\"a\":[1,true,null,\"x\"],}", "{ // c\n \"a\": {\"b\": \"\u00e9\"} }", "{\"a\":1,\"a\":2}", "[\"${env:A}\",\"$${x}\"]", "\uFEFF{}"], Config) with { MaxLength = 2048 },
        FuzzTarget.Of(
            "interpolation", "the text of a plain reading; nothing put in is looked at again; a value is in no message", [typeof(ConfigInterpolation), typeof(EnvironmentSource)], new Grammar([("start", ["<text>", "<text><start>", "<text><start>"]), .. Json]),
            ["a${env:A}b", "$${env:A}", "${env:MISSING:-x}", "${env:MISSING}", "${"], static b => Interpolation(Inputs.Wide(b))),
        FuzzTarget.Of("duration", "what the schema's pattern accepts and nothing else; never negative; written and read again it is the same", [typeof(Duration)], Durations, ["1s", "250ms", "24h", "00:01:30", "1.02:03:04.5"], static b => Time(Inputs.Wide(b))),
        FuzzTarget.Of("byte-size", "what the schema's pattern accepts and nothing else; the number of a plain reading", [typeof(ByteSize)], Sizes, ["1MiB", "64KiB", "10MB", "0B"], static b => Size(Inputs.Wide(b))),
        FuzzTarget.Of("merge-patch", "RFC 7396 as its own pseudocode has it; patched twice is patched once", [typeof(MergePatch)], Patches, ["{\"a\":{\"b\":1}}\n\n{\"a\":{\"c\":2}}", "{\"a\":1}\n\n{\"a\":null}", "1\n\n{}"], static b => Patch(Inputs.Wide(b))),
        FuzzTarget.Of("redis-connection", "a configuration or a message, never an exception; no message has the password", [typeof(RedisConnectionString)], Connections, ["localhost:6379", "a:1,b:2,password=secret,ssl=true", "h,unknown=1", ""], static b => Connection(Inputs.Wide(b))),
    ];

    private static ConfigInterpolation Environment { get; } = ConfigInterpolation.From(static name => name switch { "A" => "value of ${env:B}", "EMPTY" => "", _ => null })
        .With("file", static (_, _) => InterpolationResult.Of("content"));

    private static ConfigNode? Parse(byte[] bytes, ConfigErrors errors) => ConfigParser.Parse(bytes, "f", errors, Environment, new InterpolationContext("/", []));

    private static string Config(byte[] bytes)
    {
        var errors = new ConfigErrors();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var node = Parse(bytes, errors);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Oracle.Holds(allocated <= (NodeBytes * (bytes.Length + 16L)), "memory is in proportion to the text", $"{allocated} bytes for {bytes.Length}");
        Oracle.Holds(node is not null || errors.Any, "nodes or errors");
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        foreach (var error in errors.Sorted()) Inside(error.Location, lines);
        if (node is null) return $"{errors.Sorted()[0].Code} {Math.Min(3, errors.Sorted().Count)} {errors.Sorted()[0].Found.Split('\'')[0]}";
        Places(node, lines);
        Oracle.Holds(!ConfigPrinter.ToJson(node).Contains("value of", StringComparison.Ordinal), "what was put in is not printed");
        if (errors.Any) return $"{node.GetType().Name} {string.Join(' ', errors.Sorted().Select(static e => e.Code).Distinct())}";
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Agree(document.RootElement, node);
        return $"{node.GetType().Name} {Math.Min(3, lines.Length)}";
    }

    private static void Inside(ConfigLocation at, string[] lines)
    {
        Oracle.Holds(at.Line >= 1 && at.Line <= lines.Length, "a line is one of the text", at.ToString());
        Oracle.Holds(at.Column >= 1 && at.Column <= lines[at.Line - 1].Length + 1, "a column is one of its line", at.ToString());
    }

    private static void Places(ConfigNode node, string[] lines)
    {
        Inside(node.Location, lines);
        var (line, column) = (lines[node.Location.Line - 1], node.Location.Column - 1);
        // A byte order mark counts for nothing.
        if (node.Location.Line == 1 && line.StartsWith('\uFEFF')) line = line[1..];
        var first = column < line.Length ? line[column] : '\0';
        var allowed = node switch { ConfigObject => "{", ConfigArray => "[", ConfigScalar { Kind: ConfigScalarKind.Text } => "\"", _ => "-0123456789tfn" };
        Oracle.Holds(allowed.Contains(first, StringComparison.Ordinal), "a value begins where its place says", $"{node.Location} {first}");
        if (node is ConfigObject o) foreach (var member in o.Members) Places(member.Value, lines);
        if (node is ConfigArray a) foreach (var item in a.Items) Places(item, lines);
    }

    private static void Agree(JsonElement element, ConfigNode node)
    {
        switch (node)
        {
            case ConfigObject o:
                Oracle.SameList([.. element.EnumerateObject().Select(static m => m.Name)], [.. o.Members.Select(static m => m.Name)], "the members are those of System.Text.Json");
                foreach (var (member, ours) in element.EnumerateObject().Zip(o.Members)) Agree(member.Value, ours.Value);
                break;
            case ConfigArray a:
                Oracle.Same(element.GetArrayLength(), a.Items.Count, "the elements are those of System.Text.Json");
                foreach (var (item, ours) in element.EnumerateArray().Zip(a.Items)) Agree(item, ours);
                break;
            case ConfigScalar { IsInterpolated: false, Kind: ConfigScalarKind.Text } text:
                Oracle.Same(element.GetString()!.Replace("$${", "${", StringComparison.Ordinal), text.Text, "a text is that of System.Text.Json");
                break;
            case ConfigScalar { Kind: not ConfigScalarKind.Text } scalar:
                Oracle.Same(element.GetRawText(), scalar.Text, "a scalar is that of System.Text.Json");
                break;
            default: break;
        }
    }

    private static string Interpolation(string text)
    {
        var errors = new ConfigErrors();
        var scalar = Environment.Expand(text, new ConfigLocation("f", 1, 1), "p", new InterpolationContext("/", []), errors);
        Oracle.Same(scalar.IsUnresolved, errors.Any, "what is not resolved is an error");
        foreach (var error in errors.Sorted()) Oracle.Holds(!error.ToString().Contains("value of", StringComparison.Ordinal), "no message has a value", error.ToString());
        var plain = PlainExpansion(text);
        Oracle.Same(plain is null, scalar.IsUnresolved, "a text is resolved when a plain reading says so");
        Oracle.Same(plain ?? "", scalar.Text, "the text is that of a plain reading");
        Oracle.Same(text.Replace("$${", "", StringComparison.Ordinal).Contains("${", StringComparison.Ordinal) || scalar.IsInterpolated, scalar.IsInterpolated || text.Replace("$${", "", StringComparison.Ordinal).Contains("${", StringComparison.Ordinal), "what was put in is known");
        return $"{scalar.IsInterpolated} {string.Join(' ', errors.Sorted().Select(static e => e.Allowed).Distinct().Select(static a => a[..Math.Min(8, a.Length)]))} {Math.Min(3, text.Count('$'))}";
    }

    private static string? PlainExpansion(string text)
    {
        var failed = false;
        var result = Regex.Replace(
            text,
            @"\$\$\{|\$\{(?<body>[^}]*)(?<end>\}?)",
            match =>
            {
                if (match.Value == "$${") return "${";
                var parts = match.Groups["body"].Value.Split(':', 2);
                if (match.Groups["end"].Length == 0 || parts.Length < 2) return Fail();
                if (parts[0] == "file") return "content";
                if (parts[0] != "env") return Fail();
                var (name, fallback) = parts[1].Split(":-", 2) is [var n, var f] ? (n, f) : (parts[1], null);
                if (!Regex.IsMatch(name, @"\A[A-Za-z_][A-Za-z0-9_]{0,255}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) || fallback?.Contains("${", StringComparison.Ordinal) == true) return Fail();
                return name == "A" ? "value of ${env:B}" : fallback ?? (name == "EMPTY" ? "" : Fail());
            },
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));
        return failed ? null : result;

        string Fail()
        {
            failed = true;
            return "";
        }
    }

    private static string Time(string text)
    {
        var read = Duration.TryParse(text, out var value);
        var matches = Regex.IsMatch(text, Duration.Pattern.TrimEnd('$') + @"\z", RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
        Oracle.Holds(!read || matches, "no duration that the schema refuses is read", text);
        if (!read)
        {
            Oracle.Holds(!matches || IsBeyond(text), "a duration that the schema accepts is read", text);
            return $"{matches}";
        }

        Oracle.Holds(value >= TimeSpan.Zero, "no duration is negative", value.ToString());
        Oracle.Holds(Duration.TryParse(Duration.Format(value), out var again) && again == value, "a duration that is written is read as the same", Duration.Format(value));
        Oracle.Same(PlainTicks(text), value.Ticks, "the duration is that of a plain reading");
        return $"{text.Contains(':', StringComparison.Ordinal)} {text.Contains('.', StringComparison.Ordinal)} {Duration.Format(value).TrimStart("0123456789".ToCharArray())}";
    }

    // Minutes past 59, and more than a TimeSpan holds.
    private static bool IsBeyond(string text)
    {
        var parts = text.Split(':');
        if (parts.Length == 3 && (int.Parse(parts[1], CultureInfo.InvariantCulture) > 59 || int.Parse(parts[2][..2], CultureInfo.InvariantCulture) > 59 || int.Parse(parts[0].Split('.')[^1], CultureInfo.InvariantCulture) > 23)) return true;
        return PlainTicks(text) > TimeSpan.MaxValue.Ticks;
    }

    private static BigInteger PlainTicks(string text)
    {
        var match = Regex.Match(text, @"\A(?:(?<n>\d+)(?<u>ms|s|m|h|d)|(?:(?<d>\d+)\.)?(?<h>\d+):(?<m>\d+):(?<s>\d+)(?:\.(?<f>\d+))?)\z", RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
        BigInteger Number(string group) => match.Groups[group].Success ? BigInteger.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["n"].Success) return Number("n") * match.Groups["u"].Value switch { "ms" => 10_000, "s" => 10_000_000, "m" => 600_000_000, "h" => 36_000_000_000, _ => 864_000_000_000 };
        var fraction = match.Groups["f"].Success ? BigInteger.Parse(match.Groups["f"].Value.PadRight(7, '0'), CultureInfo.InvariantCulture) : 0;
        return (((((Number("d") * 24) + Number("h")) * 60) + Number("m")) * 60 + Number("s")) * 10_000_000 + fraction;
    }

    private static string Size(string text)
    {
        var read = ByteSize.TryParse(text, out var value);
        var match = Regex.Match(text, @"\A(?<n>[0-9]+)(?<k>[KMG]?)(?<i>i?)B\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var isSize = match.Success && (match.Groups["k"].Length > 0 || match.Groups["i"].Length == 0);
        var expected = isSize ? BigInteger.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) * BigInteger.Pow(match.Groups["i"].Length > 0 ? 1024 : 1000, " KMG".IndexOf(match.Groups["k"].Value.PadLeft(1), StringComparison.Ordinal)) : -1;
        Oracle.Same(isSize && expected <= long.MaxValue, read, "a size is read when a plain reading says so");
        if (read) Oracle.Same(expected, value, "the size is that of a plain reading");
        Oracle.Same(isSize, Regex.IsMatch(text, ByteSize.Pattern.TrimEnd('$') + @"\z", RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)), "the schema's pattern is that of a plain reading");
        return $"{read} {isSize} {match.Groups["k"].Value}{match.Groups["i"].Value}";
    }

    private static string Patch(string text)
    {
        var parts = text.Replace("$", "", StringComparison.Ordinal).Split("\n\n", 2);
        if (parts.Length < 2) return "not a case";
        var errors = new ConfigErrors();
        var (target, patch) = (Parse(Encoding.UTF8.GetBytes(parts[0]), errors), Parse(Encoding.UTF8.GetBytes(parts[1]), errors));
        if (errors.Any || target is null || patch is null) return "not a case";
        var merged = MergePatch.Apply(target, patch);
        var expected = PlainPatch(JsonNode.Parse(ConfigPrinter.ToJson(target)), JsonNode.Parse(ConfigPrinter.ToJson(patch)));
        Oracle.Same(expected?.ToJsonString() ?? "null", JsonNode.Parse(ConfigPrinter.ToJson(merged))?.ToJsonString() ?? "null", "a patch is applied as RFC 7396 says");
        Oracle.Same(ConfigPrinter.ToJson(merged), ConfigPrinter.ToJson(MergePatch.Apply(merged, patch)), "a patch that is applied twice is applied once");
        return $"{target.GetType().Name} {patch.GetType().Name} {(merged as ConfigObject)?.Members.Count.CompareTo((target as ConfigObject)?.Members.Count ?? 0)}";
    }

    // Section 2 of the RFC, line by line.
    private static JsonNode? PlainPatch(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var result = target is JsonObject existing ? (JsonObject)existing.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
                continue;
            }

            var merged = PlainPatch(result[name], value);
            result[name] = merged;
        }

        return result;
    }

    private static string Connection(string text)
    {
        var options = RedisConnectionString.Parse(text, out var found);
        Oracle.Same(options is null, found.Length > 0, "a configuration or a message");
        if (options is null)
        {
            // Up to the end: a comma in a password is a mistake that must not print the rest of it.
            var secret = Regex.Match(text, @"(?<=,\s*)password\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is { Success: true, Index: var index } ? index : -1;
            if (secret > 0) Oracle.Holds(found.Split('"') is not [_, var name, ..] || !text[secret..].Contains(name, StringComparison.Ordinal) || text[..secret].Contains(name, StringComparison.Ordinal), "no message has a part of the password", found);
            return found[..Math.Min(24, found.Length)];
        }

        Oracle.Holds(!options.AbortOnConnectFail && options.EndPoints.Count > 0, "a gateway starts without Redis");
        return $"{Math.Min(3, options.EndPoints.Count)} {options.Ssl} {options.Password is null}";
    }
}
