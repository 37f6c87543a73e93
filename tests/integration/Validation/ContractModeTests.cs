using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>The modes of the policy and of each direction, and what the client is told.</summary>
public sealed class ContractModeTests
{
    private const string Document = """
        openapi: 3.0.3
        info: {title: t, version: "1"}
        paths:
          /orders/{id}:
            put:
              operationId: putOrder
              parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {name: dry, in: query, schema: {type: boolean}}]
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object, required: [a], additionalProperties: false, properties: {a: {type: array, items: {type: integer, maximum: 9}}}}}
                  application/x-ndjson: {schema: {type: integer}}
              responses:
                "200": {description: ok, content: {application/json: {schema: {type: object, required: [ok], properties: {ok: {type: boolean}}}}}}
        """;

    private static readonly (string, string) Json = ("Content-Type", "application/json");

    [Theory]
    [InlineData("""{ "Mode": "Report" }""")]
    [InlineData("""{ "Request": "Report" }""")]
    [InlineData("""{ "Mode": "Report", "Response": "Enforce" }""")]
    public async Task Report_RecordsAndLetsPass(string options)
    {
        await using var bench = await ContractBench.StartAsync(Document, options);
        bench.Backend.Answer = _ => BackendResponse.Ok("""{"ok":true}""", Json);
        await using var client = await bench.ConnectAsync();
        var lines = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i}\n")) + "\"x\"\n1\n";

        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/x", [Json], "{}"u8.ToArray())).Status);
        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/7", [Json], "{}"u8.ToArray())).Status);
        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/7?more=1", [Json], """{"a":[]}"""u8.ToArray())).Status);
        Assert.Equal(200, (await client.SendAsync("DELETE", "/orders/7", [])).Status);
        Assert.Equal(200, (await client.SendAsync("GET", "/none", [])).Status);
        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/7", [("Content-Type", "application/x-ndjson")], "1\n\"x\"\n2\n"u8.ToArray())).Status);
        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/7", [("Content-Type", "application/x-ndjson")], ContractBench.Utf8(lines))).Status);

        Assert.Equal(
            ["parameter-invalid", "body-invalid", "body-invalid", "query-parameter-unknown", "method-unknown", "operation-unknown", "body-invalid", "body-invalid"], bench.Reported);
        var seen = await bench.Backend.WaitForRequestsAsync(7);
        Assert.Equal(lines, System.Text.Encoding.UTF8.GetString(seen[6].Body.Span));
        Assert.Equal("1\n\"x\"\n2\n", System.Text.Encoding.UTF8.GetString(seen[5].Body.Span));
    }

    [Fact]
    public async Task Report_SeveralThingsWrong_RecordsAllOfThem()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Mode": "Report" }""");
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/x?more=1&dry=maybe&other=2", [Json], """{"a":[10,11],"b":1}"""u8.ToArray())).Status);

        var notes = bench.Gateway.Events.All.Where(static e => e is { Event: "request.reported", Policy: "Validation" }).ToDictionary(static e => e.Reason!, static e => e.Note!);
        Assert.Equal(["body-invalid", "parameter-invalid", "query-parameter-unknown"], notes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("putOrder: query more: unknown; query other: unknown", notes["query-parameter-unknown"]);
        Assert.Equal("putOrder: path id: type; query dry: type", notes["parameter-invalid"]);
        Assert.Equal("putOrder: body /a/0: maximum; body /a/1: maximum; body /b: additionalProperties", notes["body-invalid"]);
    }

    [Theory]
    [InlineData("""{ "Mode": "Off" }""")]
    [InlineData("""{ "Request": "Off" }""")]
    public async Task Off_LooksAtNothing(string options)
    {
        await using var bench = await ContractBench.StartAsync(Document, options);
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.SendAsync("PUT", "/orders/x", [Json], "{}"u8.ToArray())).Status);
        Assert.Equal(200, (await client.SendAsync("GET", "/none", [])).Status);

        Assert.Empty(bench.Reported);
    }

    [Fact]
    public async Task Detail_WhereTheRouteAllowsIt_NamesEachPlaceAndNoValue()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Detail": true }""");
        await using var client = await bench.ConnectAsync();

        var answer = await client.SendAsync("PUT", "/orders/7", [Json], """{"a":[1,77,"secret"],"b/c":1}"""u8.ToArray());
        var seen = bench.Refused(answer, 422, "body-invalid");

        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(["/a/1", "/a/2", "/b~1c"], errors.Select(e => e.GetProperty("pointer").GetString()).Order(StringComparer.Ordinal));
        Assert.All(errors, e => Assert.Equal("body", e.GetProperty("in").GetString()));
        Assert.All(errors, e => Assert.NotEmpty(e.GetProperty("detail").GetString()!));
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.StartsWith("putOrder: body /a/1: maximum", seen.Note, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", seen.Note, StringComparison.Ordinal);

        var query = await client.SendAsync("PUT", "/orders/x?dry=maybe", [Json], "{}"u8.ToArray());
        bench.Refused(query, 422, "parameter-invalid");
        Assert.Equal(["id", "dry"], query.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Detail_ByDefault_IsNotTold()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();

        var answer = await client.SendAsync("PUT", "/orders/7", [Json], """{"a":1}"""u8.ToArray());

        bench.Refused(answer, 422, "body-invalid");
        Assert.False(answer.Json.TryGetProperty("errors", out _));
        Assert.False(answer.Json.TryGetProperty("detail", out _));
    }

    [Fact]
    public async Task JsonThatParsersDisagreeAbout_IsRefusedAlsoWithoutRequestLimits()
    {
        await using var bench = await ContractBench.StartAsync(Document, more: """{ "Policies": { "RequestLimits": null } }""");
        await using var client = await bench.ConnectAsync();
        (string Body, string Reason)[] cases =
        [
            ("""{"a":[1],"a":[2]}""", "json-duplicate-member"),
            ("""{"a":[1],"\u0061":[2]}""", "json-duplicate-member"),
            ("{\"a\":[1],}", "json-malformed"),
            ("{\"a\":[1]/**/}", "json-malformed"),
            ("\ufeff{\"a\":[1]}", "json-malformed"),
            ("{\"a\":[NaN]}", "json-malformed"),
            ("{\"a\":[\"\\ud800\"]}", "json-malformed"),
            (new string('[', 10_000), "json-depth"),
        ];
        foreach (var (body, reason) in cases) bench.Refused(await client.SendAsync("PUT", "/orders/7", [Json], ContractBench.Utf8(body)), 400, reason, body);
        bench.Refused(await client.SendAsync("PUT", "/orders/7", [Json], """{"a":[1e400]}"""u8.ToArray()), 422, "body-invalid");
        bench.Refused(await client.SendAsync("PUT", "/orders/7", [("Content-Type", "application/json; charset=utf-7")], "{}"u8.ToArray()), 415, "charset-not-allowed");
        bench.Refused(await client.SendAsync("PUT", "/orders/7", [Json], ContractBench.Utf8($$"""{"a":[{{new string(' ', 2 << 20)}}]}""")), 413, "body-too-large");
        Assert.Equal(0, bench.Backend.Heads);
    }
}
