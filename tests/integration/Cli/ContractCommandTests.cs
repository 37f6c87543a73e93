using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>gateway contract check, contract drift and learn: what a person gets to see, and what a pipeline gets to know.</summary>
public sealed class ContractCommandTests : IDisposable
{
    private const string OpenApi = """
        openapi: 3.1.0
        info: { title: Orders, version: "1" }
        paths:
          /orders:
            post:
              operationId: createOrder
              requestBody:
                required: true
                content:
                  application/json:
                    schema: { $ref: "order.schema.json" }
              responses: { "201": { description: made } }
          /orders/{id}:
            get:
              operationId: getOrder
              parameters: [ { name: id, in: path, required: true, schema: { type: integer } } ]
              responses: { "200": { description: it } }
            delete:
              operationId: deleteOrder
              parameters: [ { name: id, in: path, required: true, schema: { type: integer } } ]
              responses: { "204": { description: gone } }
        """;

    private const string Schema = """
        { "type": "object", "required": ["sku"], "additionalProperties": false,
          "properties": { "sku": { "type": "string", "pattern": "^[A-Z]{3}$" }, "ordered": { "type": "string", "format": "date" } } }
        """;

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public ContractCommandTests()
    {
        _folder.Write("orders.openapi.yaml", OpenApi);
        _folder.Write("order.schema.json", Schema);
        _folder.Write("good.json", """{ "sku": "ABC", "ordered": "2026-01-31" }""");
        _folder.Write("bad.json", """{ "sku": "secret", "more": [1] }""");
        _folder.Write("dated.json", """{ "sku": "ABC", "ordered": "31.1.2026" }""");
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Check_Schema_SaysWhatIsWrongWhere()
    {
        string[] check = ["contract", "check", "--schema", _folder.PathOf("order.schema.json")];
        Assert.Equal((0, $"{_folder.PathOf("order.schema.json")}: a valid schema\n", ""), await GatewayProcess.RunAsync(_folder, check));
        var (exit, output, errors) = await GatewayProcess.RunAsync(_folder, [.. check, "--assert-formats", _folder.PathOf("good.json"), _folder.PathOf("bad.json"), _folder.PathOf("dated.json")]);
        Assert.Equal((1, ""), (exit, errors));
        Assert.Contains("good.json: valid\n", output, StringComparison.Ordinal);
        Assert.Matches("bad.json: not valid\n(.*\n)*  /sku: .*\\[/properties/sku/pattern\\]\n", output);
        Assert.Matches("\n  /ordered: .*\\[/properties/ordered/format\\]\n$", output);
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        Assert.Equal(0, (await GatewayProcess.RunAsync(_folder, [.. check, _folder.PathOf("dated.json")])).ExitCode);

        var missing = await GatewayProcess.RunAsync(_folder, [.. check, _folder.PathOf("none.json")]);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("none.json", missing.Errors, StringComparison.Ordinal);
        var broken = await GatewayProcess.RunAsync(_folder, "contract", "check", "--schema", _folder.Write("broken.json", """{ "type": "text", "minimum": "1" }"""));
        Assert.Equal((1, ""), (broken.ExitCode, broken.Output));
        Assert.Contains("#/type", broken.Errors, StringComparison.Ordinal);
        Assert.Contains("#/minimum", broken.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Schema_TakesRemotesThatNameAMetaSchema()
    {
        var remotes = _folder.Write("remotes.json", """{ "https://json-schema.org/draft/2020-12/schema": true, "https://schemas.example.com/sku": { "pattern": "^[A-Z]{3}$" } }""");
        var schema = _folder.Write("remote.schema.json", """{ "properties": { "sku": { "$ref": "https://schemas.example.com/sku" } } }""");
        var (exit, output, errors) = await GatewayProcess.RunAsync(_folder, "contract", "check", "--schema", schema, "--remotes", remotes, _folder.PathOf("good.json"));
        Assert.Equal((0, $"{_folder.PathOf("good.json")}: valid\n", ""), (exit, output, errors));
    }

    [Fact]
    public async Task Check_OpenApi_ChecksTheDocumentAndABodyOfAnOperation()
    {
        string[] check = ["contract", "check", "--openapi", _folder.PathOf("orders.openapi.yaml")];
        Assert.Equal((0, $"{_folder.PathOf("orders.openapi.yaml")}: a valid OpenAPI document (2 paths, 3 operations)\n", ""), await GatewayProcess.RunAsync(_folder, check));
        Assert.Equal(0, (await GatewayProcess.RunAsync(_folder, [.. check, "--operation", "createOrder", _folder.PathOf("good.json")])).ExitCode);
        Assert.Equal(0, (await GatewayProcess.RunAsync(_folder, [.. check, "--operation", "POST /orders", _folder.PathOf("good.json")])).ExitCode);
        var dated = await GatewayProcess.RunAsync(_folder, [.. check, "--operation", "createOrder", _folder.PathOf("dated.json")]);
        Assert.Equal(1, dated.ExitCode);
        Assert.Contains("/ordered", dated.Output, StringComparison.Ordinal);

        await RefusedAsync("allowed: createOrder, deleteOrder, getOrder", "--operation", "makeOrder", _folder.PathOf("good.json"));
        await RefusedAsync("getOrder has no request body", "--operation", "getOrder", _folder.PathOf("good.json"));
        await RefusedAsync("found text/plain; allowed: application/json", "--operation", "createOrder", "--media-type", "text/plain", _folder.PathOf("good.json"));
        await RefusedAsync("declares no answer of status 404", "--operation", "createOrder", "--response", "404", _folder.PathOf("good.json"));

        async Task RefusedAsync(string why, params string[] arguments)
        {
            var run = await GatewayProcess.RunAsync(_folder, [.. check, .. arguments]);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(why, run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("one of --schema, --openapi and --lines")]
    [InlineData("one of --schema, --openapi and --lines", "--schema", "a", "--lines")]
    [InlineData("no FILE", "--lines", "a")]
    [InlineData("with --openapi", "--schema", "a", "--operation", "b")]
    [InlineData("with --operation", "--openapi", "a", "b")]
    [InlineData("draft2020-12, draft7", "--schema", "a", "--dialect", "draft3")]
    public async Task Check_CommandLineThatIsWrong_SaysWhatIsAllowed(string expected, params string[] arguments)
    {
        var (exit, _, errors) = await GatewayProcess.RunAsync(_folder, ["contract", "check", .. arguments]);
        Assert.Equal(2, exit);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_UndeclaredRequests_AreListedAndUncalledOperations()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await StartAsync(backend, """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Validation": { "OpenApi": "orders.openapi.yaml" } }""");
        string[] drift = ["contract", "drift", "--config", gateway.ConfigurationPath];
        await using (var client = await gateway.Http1Async())
        {
            Assert.Equal(200, (await client.GetAsync("/orders/1")).Status);
            for (var i = 0; i < 3; i++) Assert.Equal(404, (await client.GetAsync($"/internal/users/{i}")).Status);
            Assert.Equal(405, (await client.RequestAsync("PUT /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")).Status);
            Assert.Equal(400, (await client.GetAsync("/orders/1?debug=secret")).Status);
        }

        await using (var client = await gateway.Http1Async())
            Assert.Equal(415, (await client.RequestAsync("POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 1\r\n\r\na")).Status);

        var (exit, output, errors) = await GatewayProcess.RunAsync(_folder, drift);
        Assert.Equal((1, ""), (exit, errors));
        Assert.Matches("^route orders, orders.openapi.yaml, since 2[0-9T:.-]+Z: 2 of 3 operations were called\n", output);
        Assert.Matches("  undeclared path +3 x  GET /internal/users/{}\n", output);
        Assert.Matches("  undeclared method +1 x  PUT /orders\n", output);
        Assert.Matches("  undeclared query-parameter +1 x  getOrder \\?debug\n", output);
        Assert.Matches("  undeclared media-type +1 x  createOrder text/csv\n", output);
        Assert.EndsWith("  never called: deleteOrder\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        Assert.StartsWith("{\"contracts\":[{\"route\":\"orders\"", (await GatewayProcess.RunAsync(_folder, [.. drift, "--json"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learn_RequestsAndAnswers_GiveAContractThatTheGatewayThenEnforces()
    {
        await using var backend = RecordingBackend.Start();
        backend.Answer = request => request.Target.StartsWith("/orders/", StringComparison.Ordinal)
            ? BackendResponse.Of(200, """{ "id": 7, "owner": "secret" }""", ("Content-Type", "application/json"))
            : BackendResponse.Ok();
        string path;
        await using (var gateway = await StartAsync(backend, """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Validation": { "Learn": true } }"""))
        {
            var none = await GatewayProcess.RunAsync(_folder, "learn", "orders", "--config", gateway.ConfigurationPath);
            Assert.Equal((1, "gateway learn: no request has been seen yet\n"), (none.ExitCode, none.Errors));
            await using var client = await gateway.Http1Async();
            for (var i = 100; i < 103; i++) Assert.Equal(200, (await client.GetAsync($"/orders/{i}")).Status);
            Assert.Equal(200, (await client.RequestAsync(Post("""{ "sku": "secret", "quantity": 1 }"""))).Status);
            Assert.Equal("""{ "sku": "secret", "quantity": 1 }""", backend.Requests[^1].BodyText);
            var learned = await GatewayProcess.RunAsync(_folder, "learn", "orders", "--config", gateway.ConfigurationPath);
            Assert.Equal((0, ""), (learned.ExitCode, learned.Errors));
            Assert.DoesNotContain("secret", learned.Output, StringComparison.Ordinal);
            Assert.Contains("\"/orders/{orderId}\"", learned.Output, StringComparison.Ordinal);
            path = _folder.Write("learned.json", learned.Output);
            var other = await GatewayProcess.RunAsync(_folder, "learn", "other", "--config", gateway.ConfigurationPath);
            Assert.Equal((1, "gateway learn: No contract is learned there: found the route other; allowed: orders\n"), (other.ExitCode, other.Errors));
        }

        var check = await GatewayProcess.RunAsync(_folder, "contract", "check", "--openapi", path);
        Assert.True(check.ExitCode == 0, check.Errors);
        await using (var gateway = await StartAsync(backend, """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Validation": { "OpenApi": "learned.json", "Response": "Strip" } }"""))
        {
            await using var client = await gateway.Http1Async();
            Assert.Equal(200, (await client.GetAsync("/orders/200")).Status);
            Assert.Equal(200, (await client.RequestAsync(Post("""{ "sku": "B", "quantity": 2 }"""))).Status);
            Assert.Equal(422, (await client.RequestAsync(Post("""{ "sku": "B", "quantity": "2" }"""))).Status);
        }

        static string Post(string json) => $"POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}";
    }

    private Task<RunningGateway> StartAsync(RecordingBackend backend, string policies) => RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
        .Cluster(backend.Address)
        .Gateway($$"""{ "Admin": { "Port": {{RedisServer.FreePort()}} } }""")
        .Route("orders", "/{**path}", policies));
}
