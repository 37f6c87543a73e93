using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>Every place and style of a parameter, through the gateway: what the contract allows arrives, and nothing else.</summary>
public sealed class ParameterTests
{
    private const string Document = """
        openapi: 3.1.0
        info: {title: t, version: "1"}
        servers: [{url: "https://api.example.com/v1"}]
        components:
          schemas:
            Rgb:
              type: object
              required: [R]
              additionalProperties: false
              properties: {R: {type: integer, maximum: 255}, G: {type: integer}}
            Numbers: {type: array, items: {type: integer}, minItems: 1, maxItems: 3}
          securitySchemes:
            key: {type: apiKey, in: query, name: api_key}
        security: [{key: []}]
        paths:
          /simple/{id}:
            get: {parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}], responses: {"200": {description: ok}}}
          /simple/default:
            get: {responses: {"200": {description: ok}}}
          /list/{id}:
            get: {parameters: [{name: id, in: path, required: true, schema: {$ref: "#/components/schemas/Numbers"}}], responses: {"200": {description: ok}}}
          /object/{c}:
            get: {parameters: [{name: c, in: path, required: true, schema: {$ref: "#/components/schemas/Rgb"}}], responses: {"200": {description: ok}}}
          /exploded/{c}:
            get: {parameters: [{name: c, in: path, required: true, explode: true, schema: {$ref: "#/components/schemas/Rgb"}}], responses: {"200": {description: ok}}}
          /label/{id}:
            get: {parameters: [{name: id, in: path, required: true, style: label, explode: true, schema: {$ref: "#/components/schemas/Numbers"}}], responses: {"200": {description: ok}}}
          /matrix/m{id}:
            get: {parameters: [{name: id, in: path, required: true, style: matrix, schema: {$ref: "#/components/schemas/Numbers"}}], responses: {"200": {description: ok}}}
          /matrices/m{id}:
            get: {parameters: [{name: id, in: path, required: true, style: matrix, explode: true, schema: {$ref: "#/components/schemas/Numbers"}}], responses: {"200": {description: ok}}}
          /file/{name}.json:
            get: {parameters: [{name: name, in: path, required: true, schema: {type: string, maxLength: 4}}], responses: {"200": {description: ok}}}
          /query:
            get:
              parameters:
                - {name: q, in: query, required: true, schema: {type: string, minLength: 2, format: date}}
                - {name: n, in: query, schema: {type: integer, maximum: 9}}
                - {name: b, in: query, schema: {type: boolean}}
                - {name: e, in: query, allowEmptyValue: true, schema: {type: integer}}
                - {name: either, in: query, schema: {type: [integer, string], maxLength: 3, maximum: 500}}
              responses: {"200": {description: ok}}
          /lists:
            get:
              parameters:
                - {name: many, in: query, schema: {$ref: "#/components/schemas/Numbers"}}
                - {name: csv, in: query, explode: false, schema: {$ref: "#/components/schemas/Numbers"}}
                - {name: ssv, in: query, style: spaceDelimited, explode: false, schema: {$ref: "#/components/schemas/Numbers"}}
                - {name: psv, in: query, style: pipeDelimited, explode: false, schema: {$ref: "#/components/schemas/Numbers"}}
                - {name: words, in: query, explode: false, schema: {type: array, items: {type: string, pattern: "^[a-z,]+$"}, maxItems: 2}}
                - {name: "ids[]", in: query, schema: {$ref: "#/components/schemas/Numbers"}}
              responses: {"200": {description: ok}}
          /objects:
            get:
              parameters:
                - {name: deep, in: query, style: deepObject, explode: true, schema: {$ref: "#/components/schemas/Rgb"}}
                - {name: flat, in: query, explode: false, schema: {$ref: "#/components/schemas/Rgb"}}
                - {name: json, in: query, content: {application/json: {schema: {$ref: "#/components/schemas/Rgb"}}}}
              responses: {"200": {description: ok}}
          /spread:
            get: {parameters: [{name: c, in: query, schema: {$ref: "#/components/schemas/Rgb"}}], responses: {"200": {description: ok}}}
          /head:
            get:
              parameters:
                - {name: X-Count, in: header, required: true, schema: {type: integer}}
                - {name: X-List, in: header, schema: {$ref: "#/components/schemas/Numbers"}}
                - {name: X-Color, in: header, explode: true, schema: {$ref: "#/components/schemas/Rgb"}}
                - {name: Authorization, in: header, required: true, schema: {type: integer}}
              responses: {"200": {description: ok}}
          /cookie:
            get:
              parameters:
                - {name: session, in: cookie, required: true, schema: {type: string, pattern: "^[0-9a-f]{4}$"}}
                - {name: list, in: cookie, explode: false, schema: {$ref: "#/components/schemas/Numbers"}}
              responses: {"200": {description: ok}}
        """;

    public static TheoryData<string, int, string> Queries => new()
    {
        { "/v1/simple/7", 200, "" },
        { "/v1/simple/default", 200, "" },
        { "/v1/simple/0", 422, "parameter-invalid" },
        { "/v1/simple/7.5", 422, "parameter-invalid" },
        { "/v1/simple/07", 422, "parameter-invalid" },
        { "/v1/simple/x", 422, "parameter-invalid" },
        { "/v1/simple/%37", 200, "" },
        { "/v1/list/1,2,3", 200, "" },
        { "/v1/list/1,2,x", 422, "parameter-invalid" },
        { "/v1/list/1,2,3,4", 422, "parameter-invalid" },
        { "/v1/object/R,100,G,2", 200, "" },
        { "/v1/object/R,300", 422, "parameter-invalid" },
        { "/v1/object/R,1,R,2", 400, "parameter-malformed" },
        { "/v1/object/R", 400, "parameter-malformed" },
        { "/v1/exploded/R=100,G=2", 200, "" },
        { "/v1/exploded/R=100,X=2", 422, "parameter-invalid" },
        { "/v1/label/.1.2", 200, "" },
        { "/v1/label/1.2", 400, "parameter-malformed" },
        { "/v1/label/.1.x", 422, "parameter-invalid" },
        { "/v1/matrix/m;id=1,2", 200, "" },
        { "/v1/matrix/m;no=1,2", 400, "parameter-malformed" },
        { "/v1/matrix/m;id=1,x", 422, "parameter-invalid" },
        { "/v1/matrices/m;id=1;id=2", 200, "" },
        { "/v1/matrices/m;id=1;id=x", 422, "parameter-invalid" },
        { "/v1/file/abcd.json", 200, "" },
        { "/v1/file/abcde.json", 422, "parameter-invalid" },
        { "/v1/file/a%2Fb.json", 200, "" },
        { "/v1/file/a.xml", 404, "operation-unknown" },
        { "/v1/query?q=2024-01-31", 200, "" },
        { "/v1/query?q=2024-01-31&n=9&b=true&e=&api_key=x", 200, "" },
        { "/v1/query", 422, "parameter-missing" },
        { "/v1/query?q=2024-02-31", 422, "parameter-invalid" },
        { "/v1/query?q=2024-01-31&n=10", 422, "parameter-invalid" },
        { "/v1/query?q=2024-01-31&n=1e0", 200, "" },
        { "/v1/query?q=2024-01-31&n=0x1", 422, "parameter-invalid" },
        { "/v1/query?q=2024-01-31&n=", 422, "parameter-invalid" },
        { "/v1/query?q=2024-01-31&b=1", 422, "parameter-invalid" },
        { "/v1/query?q=2024-01-31&b=True", 422, "parameter-invalid" },
        { "/v1/query?q=2024-01-31&q=2024-01-31", 400, "parameter-repeated" },
        { "/v1/query?q=2024-01-31&%71=2024-01-31", 400, "parameter-repeated" },
        { "/v1/query?q=2024-01-31&Q=1", 400, "query-parameter-unknown" },
        { "/v1/query?q=2024-01-31&q%5B%5D=1", 400, "query-parameter-unknown" },
        { "/v1/query?q=2024-01-31&admin=true", 400, "query-parameter-unknown" },
        { "/v1/query?q=2024-01-31&either=500", 200, "" },
        { "/v1/query?q=2024-01-31&either=abc", 200, "" },
        { "/v1/query?q=2024-01-31&either=abcd", 422, "parameter-invalid" },
        { "/v1/lists?many=1&many=2", 200, "" },
        { "/v1/lists?many=1", 200, "" },
        { "/v1/lists?many=1&many=x", 422, "parameter-invalid" },
        { "/v1/lists?many=1&many=2&many=3&many=4", 422, "parameter-invalid" },
        { "/v1/lists?csv=1,2,3", 200, "" },
        { "/v1/lists?csv=1%2C2", 422, "parameter-invalid" },
        { "/v1/lists?csv=1&csv=2", 400, "parameter-repeated" },
        { "/v1/lists?words=a%2Cb,c", 200, "" },
        { "/v1/lists?words=a,b,c", 422, "parameter-invalid" },
        { "/v1/lists?ssv=1%202%203", 200, "" },
        { "/v1/lists?ssv=1+2", 200, "" },
        { "/v1/lists?ssv=1,2", 422, "parameter-invalid" },
        { "/v1/lists?psv=1%7C2", 200, "" },
        { "/v1/lists?psv=1|2", 200, "" },
        { "/v1/lists?psv=1%7Cx", 422, "parameter-invalid" },
        { "/v1/lists?ids[]=1&ids%5B%5D=2", 200, "" },
        { "/v1/objects?deep[R]=1&deep[G]=2", 200, "" },
        { "/v1/objects?deep%5BR%5D=1", 200, "" },
        { "/v1/objects?deep[G]=2", 422, "parameter-invalid" },
        { "/v1/objects?deep[R]=1&deep[R]=2", 400, "parameter-malformed" },
        { "/v1/objects?deep[R][x]=1", 400, "query-parameter-unknown" },
        { "/v1/objects?deep=1", 400, "query-parameter-unknown" },
        { "/v1/objects?flat=R,1,G,2", 200, "" },
        { "/v1/objects?flat=R,x", 422, "parameter-invalid" },
        { "/v1/objects?json=%7B%22R%22%3A1%7D", 200, "" },
        { "/v1/objects?json=%7B%22R%22%3A256%7D", 422, "parameter-invalid" },
        { "/v1/objects?json=R", 400, "parameter-malformed" },
        { "/v1/objects?json=%7B%22R%22%3A1%2C%22R%22%3A2%7D", 400, "parameter-malformed" },
        { "/v1/spread?R=1&G=2", 200, "" },
        { "/v1/spread?R=1&X=2", 400, "query-parameter-unknown" },
        { "/v1/spread?G=1", 422, "parameter-invalid" },
        { "/v1/nothing", 404, "operation-unknown" },
        { "/v1/Query?q=2024-01-31", 404, "operation-unknown" },
        { "/v1/query/", 404, "operation-unknown" },
        { "/query?q=2024-01-31", 404, "operation-unknown" },
        { "/v1query", 404, "operation-unknown" },
        { "/v1", 404, "operation-unknown" },
    };

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task PathAndQuery_EachStyle_IsTypedAndJudged(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync(protocol);
        Assert.Equal(83, Queries.Count);
        foreach (var row in Queries)
        {
            var (target, status, reason) = row.Data;
            var answer = await client.GetAsync(target);
            if (status == 200) Assert.True(answer.Status == 200, $"{target}: {answer}");
            else bench.Refused(answer, status, reason, target);
        }

        Assert.Equal(Queries.Count(r => r.Data.Item2 == 200), bench.Backend.Heads);
    }

    [Fact]
    public async Task Header_EachShape_IsTypedAndJudged()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/v1/head", ("X-Count", "5"))).Status);
        Assert.Equal(200, (await client.GetAsync("/v1/head", ("X-Count", "5"), ("X-List", "1, 2"), ("X-List", "3"), ("X-Color", "R=1,G=2"))).Status);
        bench.Refused(await client.GetAsync("/v1/head"), 422, "parameter-missing");
        bench.Refused(await client.GetAsync("/v1/head", ("X-Count", "five")), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/v1/head", ("X-Count", "5"), ("X-Count", "6")), 400, "parameter-repeated");
        bench.Refused(await client.GetAsync("/v1/head", ("X-Count", "5, 6")), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/v1/head", ("X-Count", "5"), ("X-List", "1,x")), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/v1/head", ("X-Count", "5"), ("X-Color", "G=2")), 422, "parameter-invalid");
        Assert.Equal(2, bench.Backend.Heads);
    }

    [Fact]
    public async Task Cookie_EachShape_IsTypedAndJudged()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/v1/cookie", ("Cookie", "other=1; session=00ff; list=1,2"))).Status);
        Assert.Equal(200, (await client.GetAsync("/v1/cookie", ("Cookie", "session=\"00ff\""))).Status);
        bench.Refused(await client.GetAsync("/v1/cookie"), 422, "parameter-missing");
        bench.Refused(await client.GetAsync("/v1/cookie", ("Cookie", "session=00fg")), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/v1/cookie", ("Cookie", "session=00ff; session=11ff")), 400, "parameter-repeated");
        bench.Refused(await client.GetAsync("/v1/cookie", ("Cookie", "session=00ff; list=1,x")), 422, "parameter-invalid");
        Assert.Equal(2, bench.Backend.Heads);
    }

    [Fact]
    public async Task Method_ThatThePathDoesNotHave_IsRefusedWithThoseThatItHas()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();

        var answer = await client.SendAsync("DELETE", "/v1/simple/7", []);

        bench.Refused(answer, 405, "method-unknown");
        Assert.Equal(["get", "head"], answer.ListOf("Allow"));
        Assert.Equal(200, (await client.SendAsync("HEAD", "/v1/simple/7", [])).Status);
        bench.Refused(await client.SendAsync("POST", "/v1/simple/default", [], Array.Empty<byte>()), 405, "method-unknown");
    }

    [Fact]
    public async Task Undeclared_WhereItIsAllowed_Passes()
    {
        await using var bench = await ContractBench.StartAsync(
            Document, """{ "UnknownOperations": "Allow", "UnknownMethods": "Allow", "UnknownQueryParameters": "Allow", "UnknownMediaTypes": "Allow", "BasePath": "" }""");
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/nothing")).Status);
        Assert.Equal(200, (await client.SendAsync("DELETE", "/simple/7", [])).Status);
        Assert.Equal(200, (await client.GetAsync("/query?q=2024-01-31&more=1&more=2")).Status);
        Assert.Equal(200, (await client.SendAsync("DELETE", "/nothing", [("Content-Type", "text/x")], "x"u8.ToArray())).Status);
        bench.Refused(await client.GetAsync("/simple/x"), 422, "parameter-invalid");
    }
}
