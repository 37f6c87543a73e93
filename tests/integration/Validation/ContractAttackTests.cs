using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>Ways around a contract that were found by looking for them, each closed.</summary>
public sealed class ContractAttackTests
{
    private const string Document = """
        openapi: 3.1.0
        info: {title: t, version: "1"}
        paths:
          /filter:
            get:
              parameters:
                - {name: f, in: query, content: {application/json: {schema: {type: object, properties: {role: {enum: [user, admin]}}, if: {properties: {role: {const: admin}}}, then: {required: [key]}}}}}
                - {name: X-F, in: header, content: {application/json: {schema: {type: object}}}}
              responses: {"200": {description: ok}}
          /text:
            get: {parameters: [{name: q, in: query, schema: {type: string}}], responses: {"200": {description: ok}}}
          /upload:
            post:
              requestBody:
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      properties: {meta: {type: object, properties: {role: {const: user}}}, note: {type: string, maxLength: 5}}
                    encoding: {meta: {contentType: application/json}, note: {contentType: text/plain}}
              responses: {"200": {description: ok}}
          /records:
            post:
              requestBody: {required: true, content: {application/x-ndjson: {schema: {type: integer}}, image/png: {}}}
              responses: {"200": {description: ok}}
          /users:
            get:
              responses: {"200": {description: ok, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}, "202": {description: accepted}}
        """;

    private static readonly (string, string) Multipart = ("Content-Type", "multipart/form-data; boundary=b");

    [Theory]
    [InlineData("/filter?f=", "parameter-malformed")]
    [InlineData("/filter?f=%7B%22role%22:%22admin%22,%22role%22:%22user%22%7D", "parameter-malformed")]
    [InlineData("/filter?f=%7B%7D%20%7B%7D", "parameter-malformed")]
    [InlineData("/filter?f=%7B%22a%22:%22%5Cud800%22%7D", "parameter-malformed")]
    [InlineData("/filter?f=%7B%22role%22:%22admin%22%7D", "parameter-invalid")]
    public async Task JsonParameter_ThatParsersDisagreeAbout_IsRefused(string target, string reason)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/filter?f=%7B%22role%22:%22user%22%7D", ("X-F", "{}"))).Status);
        bench.Refused(await client.GetAsync(target), reason == "parameter-malformed" ? 400 : 422, reason);
        bench.Refused(await client.GetAsync("/filter", ("X-F", "{\"a\":1,\"a\":2}")), 400, "parameter-malformed");
        bench.Refused(await client.GetAsync("/filter", ("X-F", "")), 400, "parameter-malformed");
    }

    [Theory]
    [InlineData("/text?q=%ff")]
    [InlineData("/text?q=%c0%af")]
    [InlineData("/text?q=%zz")]
    [InlineData("/text?q=%00")]
    [InlineData("/text?q=a%ed%a0%80")]
    [InlineData("/text?q=%u0041")]
    public async Task Query_ThatIsNoUtf8Text_IsRefused(string target)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var client = await bench.ConnectAsync(protocol);
            Assert.Equal(200, (await client.GetAsync("/text?q=%c3%a4+%25ff")).Status);
            Assert.Equal((400, target), ((await client.GetAsync(target)).Status, target));
        }

        Assert.Equal(2, bench.Backend.Heads);
    }

    [Fact]
    public async Task Multipart_ThatParsersReadDifferently_IsRefused()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        var good = Part("name=\"meta\"", "application/json; charset=utf-8", """{"role":"user"}""");

        Assert.Equal(200, (await client.PostAsync("/upload", good, Multipart)).Status);
        // UTF-7 and UTF-16 read other texts in these bytes than the check did.
        bench.Refused(await client.PostAsync("/upload", Part("name=\"meta\"", "application/json; charset=utf-7", "{\"x\":\"+ACI-,+ACI-role+ACI-:+ACI-admin\"}"), Multipart), 415, "part-media-type");
        bench.Refused(await client.PostAsync("/upload", Part("name=\"note\"", "text/plain; charset=utf-16", "abc"), Multipart), 415, "part-media-type");
        // A parser that undoes the quoted pair sees "meta".
        bench.Refused(await client.PostAsync("/upload", Part("name=\"me\\ta\"", "application/json", """{"role":"admin"}"""), Multipart), 400, "part-head-malformed");
        bench.Refused(await client.PostAsync("/upload", good, ("Content-Type", "multipart/form-data; boundary=b; boundary*=utf-8''c")), 400, "multipart-boundary");
        bench.Refused(await client.PostAsync("/upload", good, ("Content-Type", "multipart/form-data; boundary=b; boundary*0=c")), 400, "multipart-boundary");
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("image/png")]
    public async Task RequiredBody_ThatTurnsOutToBeNone_NeverReachesItsEnd(string type)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var connection = await RawHttp1Connection.ConnectAsync(bench.Gateway.HttpsPort, new ClientTls());
        await connection.SendAsync(Encoding.Latin1.GetBytes($"POST /records HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));

        var answer = WireAnswer.Of(await connection.ReadResponseAsync());

        bench.Refused(answer, 422, "body-missing");
    }

    [Fact]
    public async Task Schema_OfAJsonBody_IsNotMetByOtherTypes()
    {
        await using var bench = await ContractBench.StartAsync([("s.json", """{"properties":{"role":{"const":"user"}}}""")], """{ "Body": "s.json" }""");
        await using var client = await bench.ConnectAsync();

        foreach (var type in (string[])["application/x-ndjson", "application/jsonl", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/xml", "application/jsonx"])
            Assert.Equal((415, type), ((await client.PostAsync("/x", "{}"u8.ToArray(), ("Content-Type", type))).Status, type));
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nsecret\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 6\r\n\r\nsecret")]
    [InlineData("HTTP/1.1 202 Accepted\r\nConnection: close\r\n\r\nsecret")]
    public async Task Answer_WithoutDeclaredContent_BringsNone(string raw)
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Response": "Strip" }""");
        await using var client = await bench.ConnectAsync();
        bench.Backend.Answer = _ => BackendResponse.Raw(raw, close: raw.Contains("close", StringComparison.Ordinal));

        bench.Refused(await client.GetAsync("/users"), 502, "response-body");

        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        Assert.Equal(202, (await client.GetAsync("/users")).Status);
    }

    [Fact]
    public async Task Strip_AnAnswerToAHandshakeThatIsNoTunnel_NeverLeaks()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Response": "Strip" }""", """{ "Policies": { "WebSocket": {} } }""");
        bench.Backend.Answer = _ => BackendResponse.Ok("""{"name":"Ann","ssn":"secret"}""", ("Content-Type", "application/json"));
        await using var client = await Http2Connection.ConnectAsync(bench.Gateway.HttpsPort, new ClientTls());

        var answer = WireAnswer.Of(await client.RequestAsync(Http2Headers.Request("GET", "/users")));
        Assert.Equal("""{"name":"Ann"}""", answer.Text);
        var opened = await client.ConnectWebSocketAsync("/users");
        Assert.Equal(502, opened.Response.Status);
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString((await opened.Stream.ResponseAsync()).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learn_HalfASurrogatePair_BreaksNothing()
    {
        await using var bench = await ContractBench.StartAsync([], """{ "Learn": true }""");
        await using var client = await bench.ConnectAsync();
        const string Odd = """{"\ud800":1,"a":"\udfff"}""";
        bench.Backend.Answer = _ => BackendResponse.Ok(Odd, ("Content-Type", "application/json"));

        Assert.Equal((200, Odd), (await client.PostAsync("/x", "[1]"u8.ToArray(), ("Content-Type", "application/json"))) is var answer ? (answer.Status, answer.Text) : default);
    }

    private static byte[] Part(string disposition, string type, string content) =>
        Encoding.Latin1.GetBytes($"--b\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {type}\r\n\r\n{content}\r\n--b--\r\n");
}
