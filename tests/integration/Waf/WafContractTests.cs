using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Arguments of a form that an enforced contract gives: which are marked, which never are, and that attacks are found as before.</summary>
public sealed class WafContractTests
{
    private const string Uuid = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
    private const string Attack = "1'%20UNION%20SELECT%20password%20FROM%20users--";
    private const string Document = """
        openapi: 3.0.3
        info: { title: Orders, version: '1' }
        paths:
          /orders/{id}:
            parameters:
              - { name: id, in: path, required: true, schema: { type: integer } }
            get:
              responses: { '200': { description: fine } }
              parameters:
                - { name: limit, in: query, schema: { type: integer } }
                - { name: sort, in: query, schema: { type: string, enum: [asc, desc] } }
                - { name: ref, in: query, schema: { type: string, format: uuid } }
                - { name: ids, in: query, schema: { type: array, items: { type: integer } } }
                - { name: filter, in: query, style: deepObject, schema: { type: object, properties: { since: { type: string, format: date }, text: { type: string } } } }
                - { name: odd, in: query, schema: { type: string, enum: ["1' or 1=1--", fine] } }
                - { name: note, in: query, schema: { type: string } }
            post:
              responses: { '200': { description: fine } }
              requestBody:
                content:
                  application/json: { schema: { $ref: '#/components/schemas/Order' } }
                  application/x-www-form-urlencoded: { schema: { type: object, properties: { id: { type: integer }, note: { type: string } } } }
          /lines:
            post:
              responses: { '200': { description: fine } }
              requestBody: { content: { application/x-ndjson: { schema: { type: integer } } } }
        components:
          schemas:
            Order:
              type: object
              properties:
                id: { type: integer, nullable: true }
                ref: { allOf: [ { $ref: '#/components/schemas/Ref' } ] }
                when: { type: string, format: date-time }
                open: { type: boolean }
                tags: { type: array, items: { type: string, pattern: '^[A-Z]{3}$' } }
                lines: { type: array, items: { type: object, properties: { sku: { type: string, pattern: '^SKU-\d{1,8}$' }, price: { type: number } } } }
                note: { type: string }
            Ref: { type: string, format: uuid }
        """;

    private const string Order = $$"""{"id":7,"ref":"{{Uuid}}","when":"2026-11-22T13:00:00Z","open":true,"tags":["NEW","VIP"],"lines":[{"sku":"SKU-17","price":9.99},{"sku":"SKU-18","price":-1}],"note":"hello"}""";

    private static readonly (string, string) Json = ("Content-Type", "application/json");
    private static readonly (string, string) Form = ("Content-Type", "application/x-www-form-urlencoded");

    [Theory]
    [InlineData($"limit=20&sort=asc&ref={Uuid}&note=hello", 3)]
    [InlineData("ids=1&ids=2&ids=3", 3)]
    [InlineData("filter%5Bsince%5D=2026-11-22&filter%5Btext%5D=12", 1)]
    // The bytes as rules see them, decoded.
    [InlineData("limit=%32%30", 1)]
    [InlineData("odd=fine", 1)]
    // Valid by the contract, and not of the form.
    [InlineData("limit=1e1", 0)]
    [InlineData("limit=1234567890", 0)]
    [InlineData("note=20", 0)]
    public async Task Query_OfKnownForms_IsMarked(string query, int known)
    {
        await using var bench = await StartAsync();
        await using var client = await bench.ConnectAsync();
        using var values = new CounterSum(bench.Gateway, "gateway.waf.known_values");
        Assert.Equal(200, (await client.GetAsync("/orders/7?" + query)).Status);
        Assert.Equal(known, values.Total);
    }

    [Fact]
    public async Task Body_OfKnownForms_IsMarked()
    {
        await using var bench = await StartAsync();
        await using var client = await bench.ConnectAsync();
        using var values = new CounterSum(bench.Gateway, "gateway.waf.known_values");
        Assert.Equal(200, (await client.PostAsync("/orders/7", WafBench.Utf8(Order), Json)).Status);
        // Ten members, and the numbers of items of two arrays.
        Assert.Equal(12, values.Take());
        Assert.Equal(200, (await client.PostAsync("/orders/7", "{\"id\":null,\"note\":\"7\",\"other\":7}"u8.ToArray(), Json)).Status);
        Assert.Equal(0, values.Take());
        Assert.Equal(200, (await client.PostAsync("/orders/7", "id=7&note=8"u8.ToArray(), Form)).Status);
        Assert.Equal(1, values.Take());
    }

    [Theory]
    [InlineData("""{ "Mode": "Report" }""", "{}")]
    [InlineData("""{ "Request": "Report" }""", "{}")]
    [InlineData("""{ "Request": "Off", "Response": "Report" }""", "{}")]
    [InlineData("{}", """{ "TrustContract": false }""")]
    public async Task ContractThatIsNotEnforced_MarksNothing(string validation, string options)
    {
        await using var bench = await StartAsync(validation, options);
        await using var client = await bench.ConnectAsync();
        using var values = new CounterSum(bench.Gateway, "gateway.waf.known_values");
        Assert.Equal(200, (await client.GetAsync("/orders/7?limit=20")).Status);
        Assert.Equal(200, (await client.PostAsync("/orders/7", WafBench.Utf8(Order), Json)).Status);
        if (validation is not "{}") Assert.Equal(403, (await client.GetAsync("/orders/7?limit=" + Attack)).Status);
        Assert.Equal(0, values.Total);
    }

    [Fact]
    public async Task Attacks_WhereTheContractSaysNothing_AreFound()
    {
        await using var bench = await StartAsync("""{ "UnknownQueryParameters": "Allow", "UnknownMediaTypes": "Allow", "UnknownOperations": "Allow", "UnknownMethods": "Allow" }""");
        await using var client = await bench.ConnectAsync();
        using var values = new CounterSum(bench.Gateway, "gateway.waf.known_values");
        foreach (var query in new[] { $"limit=20&note={Attack}", $"limit=20&other={Attack}", $"limit=20&Limit={Attack}", $"limit=20&{Attack}=1", $"limit=20&json.id={Attack}" })
        {
            bench.Refused(await client.GetAsync("/orders/7?" + query), 403, "anomaly-score", query);
            Assert.Equal(1, values.Take());
        }

        bench.Refused(await client.GetAsync("/orders/7?limit=20", ("User-Agent", "() { :; }; echo vulnerable")), 403, "anomaly-score");
        Assert.Equal(1, values.Take());
        // Other operations, methods and media types have no forms.
        bench.Refused(await client.GetAsync($"/others?limit=20&note={Attack}"), 403, "anomaly-score");
        bench.Refused(await client.SendAsync("PUT", $"/orders/7?limit={Attack}", []), 403, "anomaly-score");
        var attack = WafBench.Utf8("""{"id":"1' UNION SELECT password FROM users--"}""");
        bench.Refused(await client.PostAsync("/orders/7", attack, ("Content-Type", "application/merge-patch+json")), 403, "anomaly-score");
        Assert.Equal(200, (await client.PostAsync("/orders/7", WafBench.Utf8(Order), ("Content-Type", "application/merge-patch+json"))).Status);
        Assert.Equal(0, values.Take());
        // Members that are not declared, and names.
        bench.Refused(await client.PostAsync("/orders/7", WafBench.Utf8("""{"id":7,"other":"1' UNION SELECT password FROM users--"}"""), Json), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/orders/7", WafBench.Utf8("""{"id":7,"1' UNION SELECT password FROM users--":7}"""), Json), 403, "anomaly-score");
        Assert.Equal(2, values.Take());
    }

    /// <summary>What a contract admits and a rule would refuse is refused: 2147483648 by rule 942220, an enumeration of attacks by whatever finds them.</summary>
    [Theory]
    [InlineData("limit=2147483648")]
    [InlineData("odd=1'%20or%201=1--")]
    public async Task ValuesThatTheContractAdmits_AreStillFound(string query)
    {
        await using var bench = await StartAsync();
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/orders/7?" + query), 403, "anomaly-score");
    }

    /// <summary>Validation looks at lines while this policy reads them: what it refuses is its refusal, whatever is done with what rules find.</summary>
    [Theory]
    [InlineData("Enforce")]
    [InlineData("Report")]
    public async Task Body_ThatValidationRefusesWhileItIsRead_IsItsRefusal(string mode)
    {
        await using var bench = await StartAsync(options: $$"""{ "Mode": "{{mode}}" }""");
        await using var connection = await bench.Gateway.Http1Async();
        await connection.SendAsync("POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n1\n2\nx\n\r\n0\r\n\r\n");
        var answer = WireAnswer.Of(await connection.ReadResponseAsync());
        Refusals.Check(bench.Gateway, answer, 400, "Validation", "record-malformed");
        Assert.Empty(bench.Reported);
        Assert.Equal(0, bench.Backend.Heads);
    }

    private static Task<WafBench> StartAsync(string validation = "{}", string options = "{}")
    {
        var all = System.Text.Json.Nodes.JsonNode.Parse(validation)!.AsObject();
        all["OpenApi"] = "api.yaml";
        return WafBench.StartAsync(options, $$"""{ "Validation": {{all.ToJsonString()}} }""", ("api.yaml", Document));
    }
}
