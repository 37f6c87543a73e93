using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.UnitTests.Validation;

/// <summary>Documents as they are written, and every mistake in one as a finding with file, line and pointer.</summary>
public sealed class ContractLoadingTests : IDisposable
{
    private const string Head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-contract-");

    public static TheoryData<string, string, int, string, string> Mistakes => new()
    {
        { "swagger: '2.0'\n", "#", 1, "Swagger", "3.0.x" },
        { "openapi: 2.0.0\n", "#/openapi", 1, "2.0.0", "3.1.x" },
        { "info: {}\n", "#", 1, "no OpenAPI version", "3.1.x" },
        { Head, "#", 1, "no paths", "paths" },
        { Head + "paths: []\n", "#/paths", 3, "an array", "an object" },
        { Head + "paths:\n  orders: {}\n", "#/paths/orders", 4, "does not begin", "template" },
        { Head + "paths:\n  /a/{x}: {}\n  /a/{y}: {}\n", "#/paths/~1a~1{y}", 5, "the same path", "differ" },
        { Head + "paths:\n  /a/{x}:\n    get: {}\n", "#/paths/~1a~1{x}/get", 5, "no parameter for {x}", "in braces" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: path, required: true, schema: {}}\n", "#/paths/~1a/get", 6, "not in the path", "braces" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: nowhere, schema: {}}\n", "#/paths/~1a/get/parameters/0/in", 7, "nowhere", "query" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {in: query, schema: {}}\n", "#/paths/~1a/get/parameters/0", 7, "without a name", "name" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: query}\n", "#/paths/~1a/get/parameters/0", 7, "neither", "one of the two" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: query, required: yes, schema: {}}\n", "#/paths/~1a/get/parameters/0/required", 7, "yes", "true or false" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: query, style: matrix, schema: {}}\n", "#/paths/~1a/get/parameters/0/style", 7, "matrix", "deepObject" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: query, style: deepObject, schema: {type: string}}\n", "#/paths/~1a/get/parameters/0", 7, "deepObject", "objects" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: cookie, schema: {type: array}}\n", "#/paths/~1a/get/parameters/0", 7, "cookie", "explode" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: query, schema: {type: array, items: {type: object}}}\n", "#/paths/~1a/get/parameters/0", 7, "elements", "application/json" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - &p {name: x, in: query, schema: {}}\n        - *p\n", "#/paths/~1a/get/parameters/1", 7, "a second time", "once" },
        { Head + "paths:\n  /a/{x}:\n    get:\n      parameters:\n        - {name: x, in: path, schema: {}}\n", "#/paths/~1a~1{x}/get/parameters/0", 7, "without \"required\"", "required" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody: {}\n", "#/paths/~1a/post/requestBody", 6, "without \"content\"", "media types" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          json: {}\n", "#/paths/~1a/post/requestBody/content/json", 8, "\"json\"", "media type" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          application/json: {}\n          application/json;v=2: {}\n", "#/paths/~1a/post/requestBody/content/application~1json;v=2", 9, "one already", "once" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema: {type: strin}\n", "#/paths/~1a/post/requestBody/content/application~1json/schema", 9, "strin", "" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema: {pattern: '(?<=a)b'}\n", "#/paths/~1a/post/requestBody/content/application~1json/schema", 9, "(?<=a)b", "" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema: {$ref: '#/components/schemas/None'}\n", "#/paths/~1a/post/requestBody/content/application~1json/schema", 9, "None", "" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          multipart/form-data:\n            schema: {oneOf: [{type: object}]}\n", "#/paths/~1a/post/requestBody/content/multipart~1form-data/schema/oneOf", 9, "oneOf", "properties" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {$ref: '#/components/parameters/x'}\n", "#/paths/~1a/get/parameters/0", 7, "nothing stands", "JSON pointer" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {$ref: 'https://example.com/p.yaml#/x'}\n", "#/paths/~1a/get/parameters/0", 7, "nothing is fetched", "Documents" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {$ref: '../other.yaml#/x'}\n", "#/paths/~1a/get/parameters/0", 7, "outside of", "files in" },
        { Head + "paths:\n  /a:\n    get:\n      parameters:\n        - {$ref: 'none.yaml#/x'}\n", "#/paths/~1a/get/parameters/0", 7, "no such file", "files in" },
        { Head + "paths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n", "#/paths/~1a", 4, "leads to itself", "reference" },
        { Head + "paths:\n  /a:\n    get: {operationId: x}\n    put: {operationId: x}\n", "#/paths/~1a/put", 6, "operationId", "once" },
        { Head + "paths:\n  /a:\n    get: 5\n", "#/paths/~1a/get", 5, "5", "an object" },
        { Head + "servers: [{url: 'https://{host}/{v}'}]\npaths: {}\n", "#/servers/0", 3, "{v}", "BasePath" },
        { Head + "jsonSchemaDialect: https://example.com/d\npaths: {}\n", "#/jsonSchemaDialect", 3, "example.com", "2020-12" },
        { Head + "paths:\n  /a: {}\n  /a: {}\n", "#", 5, "\"/a\" a second time", "once" },
        { Head + "a: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\npaths: {}\npaths: {}\n", "#", 11, "\"paths\" a second time", "once" },
        { Head + "paths:\n  /a:\n    post:\n      requestBody:\n        content:\n          '*/json': {}\n", "#/paths/~1a/post/requestBody/content/*~1json", 8, "\"*/json\"", "media type" },
        { "{ \"openapi\": ", "#", 2, "YAML", "YAML" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Load_AMistake_IsAFindingAtItsPlace(string text, string place, int line, string found, string allowed)
    {
        var contract = Load(("api.yaml", text));

        Assert.Null(contract.Document);
        var finding = contract.Findings[0];
        Assert.Equal("GW6001", finding.Code);
        Assert.EndsWith("api.yaml", finding.Location.File, StringComparison.Ordinal);
        Assert.True(finding.Path == place || (finding.Path.StartsWith(place, StringComparison.Ordinal) && place.Length > 20), $"{finding}");
        Assert.True(line == finding.Location.Line, $"{finding}");
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
        Assert.Contains(allowed, finding.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SeveralMistakes_AreAllFound()
    {
        var contract = Load(("api.yaml", Head + "paths:\n  a: {}\n  /b/{x}:\n    get: {}\n  /c:\n    post:\n      requestBody: {content: {x: {}}}\n"));

        Assert.Equal([4, 6, 9], contract.Findings.Select(f => f.Location.Line));
    }

    [Fact]
    public void Load_ASchemaInAnotherFile_PointsThere()
    {
        var contract = Load(
            ("api.yaml", Head + "paths:\n  /a:\n    post:\n      requestBody: {content: {application/json: {schema: {$ref: parts/order.json#/Order}}}}\n"),
            ("parts/order.json", "{\n  \"Order\": {\n    \"type\": \"object\",\n    \"properties\": { \"id\": { \"$ref\": \"../id.yaml\" } }\n  }\n}"),
            ("id.yaml", "type: string\nminLength: -1\n"));

        var finding = Assert.Single(contract.Findings);
        Assert.EndsWith("id.yaml", finding.Location.File, StringComparison.Ordinal);
        Assert.Equal((2, "#/minLength"), (finding.Location.Line, finding.Path));
        Assert.Equal(3, contract.Files.Count);
    }

    [Fact]
    public void Load_ReferencesOverFiles_AreFollowed()
    {
        var contract = Load(
            ("api.yaml", Head + "servers: [{url: 'https://x/{v}/', variables: {v: {default: v2}}}]\npaths:\n  /a/{id}: {$ref: paths/a.yaml}\n"),
            ("paths/a.yaml", "parameters: [{$ref: ../params.json#/id}]\nget: {operationId: getA, responses: {}}\n"),
            ("params.json", """{"id":{"name":"id","in":"path","required":true,"schema":{"type":"integer"}}}"""));

        Assert.Empty(contract.Findings);
        Assert.Equal("/v2", contract.Document!.BasePath);
        var operation = Assert.Single(Assert.Single(contract.Document.Paths).Operations);
        Assert.Equal(("getA", "id"), (operation.Id, operation.PathParameters[0].Parameter.Name));
    }

    [Fact]
    public void Load_ReferencesWhereOpenApiHasNone_AreFollowed()
    {
        var contract = Load(
            ("api.yaml", Head + "paths:\n  /a:\n    get: {$ref: get.yaml}\n    post: {requestBody: {content: {$ref: get.yaml#/x-content}}}\n"),
            ("get.yaml", "operationId: getA\nparameters: [{name: q, in: query, schema: {type: integer}}]\nresponses: {}\nx-content: {application/json: {$ref: '#/x-media'}}\nx-media: {schema: {type: object}}\n"));

        Assert.Empty(contract.Findings);
        Assert.Equal(["getA", "POST /a"], contract.Document!.Paths[0].Operations.Select(o => o.Id));
        Assert.Equal("application/json", contract.Document.Paths[0].Operations[1].Body!.Contents.ToString());
    }

    [Fact]
    public void Load_AnAddressOfTheNetwork_IsTheFileThatStandsForIt()
    {
        Write("common.yaml", "id: {name: id, in: query, schema: {type: integer}}\n");
        var path = Write("api.yaml", Head + "paths:\n  /a:\n    get: {parameters: [{$ref: 'https://example.com/common.yaml#/id'}]}\n");

        var contract = new ContractStore().Load(Settings(path) with { Addresses = $"https://example.com/common.yaml {Path.Combine(_folder.FullName, "common.yaml")}" });

        Assert.Empty(contract.Findings);
    }

    [Fact]
    public void Load_MisspeltMembers_AreWarnings()
    {
        var contract = Load(("api.yaml", Head + "paths:\n  /a:\n    get: {parameters: [{name: x, in: query, requird: true, schema: {}}]}\n"));

        Assert.NotNull(contract.Document);
        Assert.Contains("did you mean \"required\"", Assert.Single(contract.Findings).Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Again_IsTheSameUntilAFileChanges()
    {
        var store = new ContractStore();
        var path = Write("api.yaml", Head + "paths: {/a: {$ref: a.yaml}}\n");
        Write("a.yaml", "get: {}\n");
        var first = store.Load(Settings(path));
        Assert.Same(first, store.Load(Settings(path)));
        Assert.NotSame(first, store.Load(Settings(path) with { BasePath = "/x" }));

        Write("a.yaml", "put: {}\npost: {}\n");

        Assert.Equal(2, store.Load(Settings(path)).Document!.Paths[0].Operations.Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private LoadedContract Load(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files) Write(name, text);
        return new ContractStore().Load(Settings(Path.Combine(_folder.FullName, files[0].Name)));
    }

    private ContractSettings Settings(string path) => new(path, _folder.FullName, "", null, AssertsFormats: true, ReadsResponses: false);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
