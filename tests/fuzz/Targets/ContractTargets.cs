using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Cli.Contract;
using Gateway.Fuzz.Engine;
using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.Fuzz.Targets;

/// <summary>Whole contracts, and the lines and documents of the contract commands.</summary>
internal static class ContractTargets
{
    private static readonly Lazy<string> Folder = new(static () =>
    {
        // In memory where there is such a folder: on a disk, writing the file takes longer than all the rest.
        const string Memory = "/dev/shm";
        var folder = Directory.Exists(Memory) ? Directory.CreateDirectory(Path.Combine(Memory, $"gateway-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName : Directory.CreateTempSubdirectory("gateway-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static readonly (string Name, string[] Alternatives)[] Schema =
    [
        ("schema", ["{}", "{type: string}", "{type: integer, minimum: 1}", "{type: array, items: <schema>}", "{type: object, properties: {a: <schema>, b: <schema>}, required: [a]}", "{$ref: '<reference>'}", "{type: <word>}", "{oneOf: [<schema>, <schema>]}", "{type: string, format: binary}", "{type: string, pattern: '<word>'}", "{nullable: true, type: string}", "{type: [string, 'null']}", "true", "5"]),
        ("reference", ["#/components/schemas/S", "#/components/schemas/N", "#/components/parameters/P", "other.yaml", "https://a/b", "#", "../x", "#/paths/~1a", "http://[", "<word>"]),
        ("word", ["a", "x-y", "(", "true", "5", "null", "'*'", "\u00e9", "''"]),
    ];

    private static readonly Grammar Documents = new(
    [
        ("document", ["openapi: <version>\n<head>paths:\n<paths><components>", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n<paths><components>", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n<paths><components>"]),
        ("version", ["3.1.0", "3.0.3", "2.0", "3.1", "3.0.x"]), ("head", ["", "servers: [{url: '<server>'}]\n", "info: {}\n", "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\n", "jsonSchemaDialect: x\n", "security: [{k: []}]\n"]),
        ("server", ["/v1", "https://a/b/", "https://{h}/x", "..", "//a", "?x", "http://", "/%7B", "{"]),
        ("paths", ["  /a: {}\n", "  <path>: {<item>}\n", "  <path>: {<item>}\n<paths>", "  <path>: {<item>}\n<paths>"]), ("path", ["/a", "/b", "/a/{x}", "/{y}/b", "/a/{z}", "a", "/{", "'/{x}{y}'", "/a%20b", "x-a", "'/\u00e9'"]),
        ("item", ["get: <operation>", "get: <operation>, post: <operation>", "put: <operation>, parameters: [<parameter>]", "$ref: '<reference>'", "<word>: <word>", "get: <word>", "trace: {}"]),
        ("operation", ["{}", "{responses: {<responses>}}", "{parameters: [<parameter>]}", "{parameters: [<parameter>, <parameter>], requestBody: <body>}", "{requestBody: <body>, operationId: <word>}", "{requestBody: <body>, responses: {<responses>}}", "{<word>: <word>}"]),
        ("parameter", ["{name: x, in: path, required: true, schema: <schema>}", "{name: x, in: path, required: true, schema: <schema>}", "{name: <word>, in: query, schema: <schema>}", "{name: q, in: <in>, style: <style>, explode: <word>, schema: <schema>}", "{name: j, in: query, content: {application/json: {schema: <schema>}}}", "{$ref: '<reference>'}", "{name: q, in: header}", "<word>"]),
        ("in", ["query", "header", "cookie", "path", "body"]), ("style", ["form", "simple", "matrix", "label", "deepObject", "pipeDelimited", "spaceDelimited", "x"]),
        ("body", ["{content: {<type>: {schema: <schema>}}}", "{content: {<type>: {schema: <schema>}, <type>: {}}, required: true}", "{content: {multipart/form-data: {schema: {type: object, properties: {a: <schema>, f: <schema>}}, encoding: {a: {contentType: '<type>'}}}}}", "{}", "{$ref: '<reference>'}", "<word>"]),
        ("type", ["application/json", "'*/*'", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png", "application/x-ndjson", "'*/json'", "json", "application/json; charset=utf-8"]),
        ("responses", ["'200': {description: d, content: {<type>: {schema: <schema>}}}", "default: {headers: {X: {schema: <schema>}}}", "4XX: {}", "<word>: {}", "'600': {}", "'200': {$ref: '<reference>'}"]),
        ("components", ["", "components: {schemas: {S: <schema>}, parameters: {P: <parameter>}}\n", "components: <word>\n"]),
        .. Schema,
    ]);

    private static readonly Grammar Lines = new(
        ("lines", ["<line>", "<line>\n<lines>", "<line>\n<lines>"]), ("line", ["{\"schema\":<schema>,\"data\":<value>}", "{\"schema\":<schema>,\"data\":<value>,\"format\":<value>}", "{ \"data\" : <value> , \"schema\" : <schema> , \"<name>\" : <value> }", "{\"schema\":<schema>,\"data\":<value>} x", "{\"schema\":<schema>}", "[]", "", "x", "{\"schema\":<schema>,\"data\":<value>,\"dialect\":\"<dialect>\"}", "{\"schema\":{},\"schema\":<schema>,\"data\":<value>}"]),
        ("name", ["x", "\\u0064ata", "\\ud800", "format", "dialect", "draft"]), ("dialect", ["draft7", "openapi3.0", "x", "\\ud800"]), ("schema", ["true", "{}", "false", "{\"type\":\"string\"}", "{\"const\":1}", "{\"type\":\"x\"}", "{\"$ref\":\"http://a/s\"}", "{\"format\":\"date\"}", "{\"nullable\":true,\"type\":\"string\"}", "{\"a\":1,\"a\":2}"]),
        ("value", ["1", "1.0", "\"a\"", "null", "true", "[1]", "{\"a\":1}", "1e400", "\"\\ud800\"", "{\"a\":1,\"a\":1}"]));

    private static readonly Grammar Remotes = new(
        ("map", ["{<entries>}", "{<entries>}", "[]", "{<entries>} x"]), ("entries", ["", "\"<address>\":<schema>", "\"<address>\":<schema>,<entries>", "\"<address>\":<schema>,<entries>"]),
        ("address", ["http://a/s", "http://a/t", "http://A/s", "http://a/s#", "http://a/s#x", "urn:x", "/s", "s", "http://[", "\\ud800", "urn:gateway:contract-check", "https://json-schema.org/draft/2020-12/schema", ""]), ("schema", ["true", "{\"type\":\"string\"}", "{\"$id\":\"http://b/\"}", "{\"a\":1,\"a\":2}", "1", "{\"$id\":5}"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "openapi-documents", "a contract, or findings at places that exist; the same from YAML and JSON; each of its paths is found in it",
            [typeof(OpenApiReader), typeof(PathsReader), typeof(DocumentSet), typeof(JsonPointer)], Documents,
            ["openapi: 3.1.0\ninfo: {}\npaths:\n  /a/{x}:\n    get:\n      parameters: [{name: x, in: path, required: true, schema: {type: integer}}]\n", "openapi: 3.0.3\npaths: {}\n", "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{}}}}}}}}"], OpenApi) with { MaxLength = 1024 },
        FuzzTarget.Of(
            "schema-contracts", "a contract, or findings; whatever query it is asked about, an answer", [typeof(SchemaContractReader), typeof(FieldSet)], new Grammar([("start", ["<schema>\n", "<schema>\na=1&b=x", "<schema>\n<query>"]), ("query", ["a=1", "a=1&a=2", "b=%zz", "a[x]=1", "c=1", ""]), .. Schema]),
            ["{type: object, properties: {a: {type: integer}}}\na=1", "{type: object, properties: {a: {type: array, items: {type: string}}}, additionalProperties: false}\na=1&a=2&c=1"], SchemaContract),
        FuzzTarget.Of(
            "contract-lines", "one word for each line: what the engine says of schema and data as System.Text.Json cuts them out, or error", [typeof(ContractLines)], Lines,
            ["{\"schema\":{\"type\":\"string\"},\"data\":\"a\"}", "{\"schema\":true,\"data\":1,\"format\":true}\n\nx", "{\"data\":\"2024-13-01\",\"schema\":{\"format\":\"date\"},\"format\":true}"], JudgeLines),
        FuzzTarget.Of(
            "contract-remotes", "the documents that System.Text.Json cuts out, each at an address that the engine takes, or a problem", [typeof(ContractRemotes)], Remotes,
            ["{}", "{\"http://a/s\":{\"type\":\"string\"}}", "{\"http://a/s\":true,\"urn:x\":{}}"], ReadRemotes),
    ];

    private static string OpenApi(byte[] bytes)
    {
        var findings = new SourceFindings();
        var contract = InFile("yaml", bytes, path => OpenApiReader.Read(Settings(path), findings, out _));
        Oracle.Same(contract is null, findings.AnyError, "a contract or an error");
        var lines = 2 + bytes.Count(static b => b is (byte)'\n' or (byte)'\r');
        foreach (var finding in findings.Items) Oracle.Holds(finding.Location.Line >= 1 && finding.Location.Line <= lines && finding.Found.Length > 0 && finding.Allowed.Length > 0, "a finding is at a place that exists", finding.ToString());
        if (Utf8Yaml(bytes) is { } yaml)
        {
            var jsonFindings = new SourceFindings();
            var json = InFile("json", SourceJson.Write(yaml).ToArray(), path => OpenApiReader.Read(Settings(path), jsonFindings, out _));
            Oracle.SameList([.. findings.Items.Select(Shown).Order(StringComparer.Ordinal)], [.. jsonFindings.Items.Select(Shown).Order(StringComparer.Ordinal)], "the same findings from JSON");
            Oracle.Same(contract is null ? null : Operations(contract), json is null ? null : Operations(json), "the same operations from JSON");
        }

        if (contract is null) return string.Join(' ', findings.Items.Take(3).Select(static f => f.Allowed[..Math.Min(12, f.Allowed.Length)]));
        var captures = new Range[ContractLimits.MaxPathParameters];
        foreach (var path in contract.Paths)
        {
            var filled = contract.BasePath + string.Concat(Uri.UnescapeDataString(System.Text.RegularExpressions.Regex.Replace(path.Template.Text, @"\{[^{}]+\}", "v", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))));
            // An escaped slash in a template is one to nobody.
            if (!path.Template.Text.Contains('%', StringComparison.Ordinal)) Oracle.Holds(contract.Find(filled, captures, out _) is not null, "a declared path is found", filled);
        }

        return $"{contract.Paths.Count} {findings.Items.Count} {string.Join(' ', contract.Paths.SelectMany(static p => p.Operations).Take(3).Select(static o => o.Method + o.PathParameters.Length.ToString(CultureInfo.InvariantCulture)))}";
    }

    // A file's name stands in what its own place is.
    private static string Shown(Gateway.Policies.Configuration.ConfigError finding) => $"{finding.Path} {finding.Found} {finding.Severity}".Replace(".json", ".yaml", StringComparison.Ordinal);

    private static string Operations(ContractDocument contract) =>
        contract.BasePath + string.Join('\n', contract.Paths.Select(static p => $"{p.Template.Text} {p.Allow} {string.Join(' ', p.Operations.Select(static o => $"{o.Id} {o.Query.Parameters.Length} {o.Headers.Length} {o.Cookies.Length}"))}"));

    private static SourceNode? Utf8Yaml(byte[] bytes)
    {
        var findings = new SourceFindings();
        var yaml = System.Text.Unicode.Utf8.IsValid(bytes) && !bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? YamlSource.Read(bytes.ToArray(), "f", findings) : null;
        return findings.AnyError ? null : yaml;
    }

    private static ContractSettings Settings(string path) => new(path, Folder.Value, "", null, AssertsFormats: true, ReadsResponses: true);

    private static T InFile<T>(string extension, byte[] bytes, Func<string, T> read)
    {
        var path = Path.Combine(Folder.Value, $"t{Environment.CurrentManagedThreadId}.{extension}");
        File.WriteAllBytes(path, bytes);
        return read(path);
    }

    private static string SchemaContract(byte[] bytes)
    {
        var feed = Array.IndexOf(bytes, (byte)'\n');
        var schema = feed < 0 ? bytes : bytes[..feed];
        var query = feed < 0 ? "" : Inputs.Latin(bytes[(feed + 1)..]);
        var findings = new SourceFindings();
        var contract = InFile("yaml", schema, path => SchemaContractReader.Read(new SchemaSettings(path, path, path, null, "", AssertsFormats: true), findings, out _));
        Oracle.Same(contract is null, findings.AnyError, "a contract or an error");
        if (contract is null) return findings.Items[0].Allowed[..Math.Min(20, findings.Items[0].Allowed.Length)];
        var strict = contract.Query!.Judge(query, "query", refusesUnknown: true);
        var lenient = contract.Query.Judge(query, "query", refusesUnknown: false);
        Oracle.Holds(strict is not null || lenient is null, "who refuses less refuses nothing more");
        return $"{strict?.Reason} {lenient?.Reason} {lenient?.Violations[0].Keyword}";
    }

    private static string JudgeLines(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        using var answers = new StringWriter { NewLine = "\n" };
        using var problems = new StringWriter { NewLine = "\n" };
        var running = new ContractLines(new Dictionary<Uri, byte[]>(), JsonSchemaDialect.Draft202012).RunAsync(new StringReader(text), answers, problems, CancellationToken.None);
        Oracle.Holds(running.IsCompleted, "nothing is waited for");
        var errors = running.GetAwaiter().GetResult();
        var words = answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        List<string> expected = [];
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
            if (!string.IsNullOrWhiteSpace(line)) expected.Add(Expected(line));
        Oracle.SameList(expected, words, "a word for each line");
        Oracle.Same((errors, errors), (words.Count(static w => w == "error"), problems.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length), "each error has its problem");
        return string.Join(' ', words.Take(4));
    }

    private static string Expected(string line)
    {
        try
        {
            var root = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 }).RootElement;
            if (root.ValueKind is not JsonValueKind.Object) return "error";
            var members = root.EnumerateObject().Select(static p => (p.Name, p.Value)).ToList();
            if (members.FindLast(static m => m.Name == "schema").Value is not { ValueKind: not JsonValueKind.Undefined } schema || members.FindLast(static m => m.Name == "data").Value is not { ValueKind: not JsonValueKind.Undefined } data) return "error";
            var format = members.FindLast(static m => m.Name == "format").Value.ValueKind is JsonValueKind.True;
            var dialect = members.FindLast(static m => m.Name is "dialect" or "draft" && m.Value.ValueKind is JsonValueKind.String).Value is { ValueKind: JsonValueKind.String } named ? ContractDialects.Find(named.GetString()!) : null;
            var validator = JsonSchemaValidator.Parse(Encoding.UTF8.GetBytes(schema.GetRawText()), new JsonSchemaOptions { AssertFormats = format, Dialect = dialect ?? JsonSchemaDialect.Draft202012 });
            return validator.IsValid(Encoding.UTF8.GetBytes(data.GetRawText())) ? "valid" : "invalid";
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or InvalidOperationException)
        {
            return "error";
        }
    }

    private static string ReadRemotes(byte[] bytes)
    {
        var problem = "";
        var remotes = InFile("json", bytes, path => ContractRemotes.Read(path, out problem));
        Oracle.Same(remotes is null, problem.Length > 0, "documents or a problem");
        JsonDocument? plain = null;
        try
        {
            plain = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 512 });
        }
        catch (JsonException)
        {
            // Nothing to cut out.
        }

        if (remotes is null) return problem[^Math.Min(40, problem.Length)..] + (plain is null);
        Oracle.Holds(plain is { RootElement.ValueKind: JsonValueKind.Object }, "System.Text.Json reads it");
        foreach (var member in plain!.RootElement.EnumerateObject().DistinctBy(static m => new Uri(m.Name)))
            Oracle.Holds(remotes.ContainsKey(new Uri(member.Name)), "every document is there", member.Name);
        // What was read is used without another look.
        var line = "{\"schema\":{\"$ref\":\"http://a/s\"},\"data\":1}";
        using var answers = new StringWriter();
        new ContractLines(remotes, JsonSchemaDialect.Draft202012).RunAsync(new StringReader(line), answers, TextWriter.Null, CancellationToken.None).GetAwaiter().GetResult();
        return $"{remotes.Count} {answers}";
    }
}
