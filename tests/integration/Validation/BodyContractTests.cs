using System.IO.Compression;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>Every media type that the gateway looks into, through the gateway.</summary>
public sealed class BodyContractTests
{
    private const string Document = """
        openapi: 3.0.3
        info: {title: t, version: "1"}
        components:
          schemas:
            Order:
              type: object
              required: [id, items]
              additionalProperties: false
              properties:
                id: {type: string, format: uuid}
                made: {type: string, format: date-time, readOnly: true}
                note: {type: string, nullable: true, maxLength: 10}
                items: {type: array, minItems: 1, items: {type: object, required: [sku], properties: {sku: {type: string, pattern: "^[A-Z]{3}$"}, count: {type: integer, minimum: 0, exclusiveMinimum: true}}}}
        paths:
          /orders:
            post:
              operationId: createOrder
              requestBody:
                required: true
                content:
                  application/json: {schema: {$ref: "#/components/schemas/Order"}}
                  application/vnd.order+json: {schema: {$ref: "#/components/schemas/Order"}}
                  application/xml: {schema: {$ref: "#/components/schemas/Order"}}
              responses: {"200": {description: ok}}
            get: {responses: {"200": {description: ok}}}
          /optional:
            post:
              requestBody: {content: {application/json: {schema: {type: object}}}}
              responses: {"200": {description: ok}}
          /form:
            post:
              requestBody:
                required: true
                content:
                  application/x-www-form-urlencoded:
                    schema:
                      type: object
                      required: [name]
                      additionalProperties: false
                      properties:
                        name: {type: string, minLength: 2}
                        age: {type: integer}
                        tags: {type: array, items: {type: string, maxLength: 3}}
                        csv: {type: array, items: {type: integer}}
                        address: {type: object, properties: {zip: {type: integer}}, required: [zip]}
                    encoding: {csv: {style: form, explode: false}}
              responses: {"200": {description: ok}}
          /text:
            post:
              requestBody: {required: true, content: {text/plain: {schema: {type: string, maxLength: 5}}}}
              responses: {"200": {description: ok}}
          /lines:
            post:
              requestBody: {required: true, content: {application/x-ndjson: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}}}
              responses: {"200": {description: ok}}
          /image:
            put:
              requestBody: {required: true, content: {image/png: {schema: {type: string, format: binary, maxLength: 100000}}, application/octet-stream: {}}}
              responses: {"200": {description: ok}}
          /any:
            put:
              requestBody: {required: true, content: {"*/*": {schema: {type: object, required: [a]}}}}
              responses: {"200": {description: ok}}
        """;

    private const string Good = """{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","items":[{"sku":"ABC","count":1}],"note":null}""";

    private static readonly (string, string) Json = ("Content-Type", "application/json");

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Json_IsJudgedBySchema(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync(protocol);
        (string Body, int Status, string Reason)[] cases =
        [
            ("", 422, "body-missing"),
            ("{}", 422, "body-invalid"),
            ("[]", 422, "body-invalid"),
            ("null", 422, "body-invalid"),
            (Good.Replace("0f8f", "zzzz", StringComparison.Ordinal), 422, "body-invalid"),
            (Good.Replace("ABC", "abc", StringComparison.Ordinal), 422, "body-invalid"),
            (Good.Replace(":1}", ":0}", StringComparison.Ordinal), 422, "body-invalid"),
            (Good.Replace(":1}", ":1.5}", StringComparison.Ordinal), 422, "body-invalid"),
            (Good.Replace("}],", "}],\"admin\":true,", StringComparison.Ordinal), 422, "body-invalid"),
            (Good.Replace("}],", "}],\"made\":\"2024-01-31T00:00:00Z\",", StringComparison.Ordinal), 422, "body-invalid"),
        ];
        foreach (var (body, status, reason) in cases)
            bench.Refused(await client.PostAsync("/orders", ContractBench.Utf8(body), Json), status, reason, body);
        Assert.Equal(0, bench.Backend.Heads);

        Assert.Equal(200, (await client.PostAsync("/orders", ContractBench.Utf8(Good), Json)).Status);
        Assert.Equal(200, (await client.PostAsync("/orders", ContractBench.Utf8(Good), ("Content-Type", "application/vnd.order+json; charset=utf-8"))).Status);
        Assert.Equal(200, (await client.SendAsync("POST", "/optional", [])).Status);
        var seen = await bench.Backend.WaitForRequestsAsync(3);
        Assert.All(seen.Take(2), r => Assert.Equal(Good, Encoding.UTF8.GetString(r.Body.Span)));
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task MediaType_ThatIsNotDeclared_IsRefused(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync(protocol);
        var body = ContractBench.Utf8(Good);
        (string? Type, int Status, string Reason)[] cases =
        [
            ("text/plain", 415, "media-type-unknown"),
            ("text/json", 415, "media-type-unknown"),
            ("application/jsonx", 415, "media-type-unknown"),
            ("application/x-ndjson", 415, "media-type-unknown"),
            ("application/xml", 415, "media-type-unchecked"),
            (null, 415, "media-type-missing"),
        ];
        foreach (var (type, status, reason) in cases)
            bench.Refused(await client.PostAsync("/orders", body, type is null ? [] : [("Content-Type", type)]), status, reason, type ?? "none");
        Refusals.Check(bench.Gateway, await client.PostAsync("/orders", body, ("Content-Type", "application/json; charset=utf-7")), 415, "RequestLimits", "charset-not-allowed");
        bench.Refused(await client.PostAsync("/text", "abc"u8.ToArray(), ("Content-Type", "text/plain; charset=utf-16")), 415, "charset-not-allowed");
        bench.Refused(await client.SendAsync("DELETE", "/orders", [Json], body), 405, "method-unknown");
        bench.Refused(await client.SendAsync("PUT", "/any", [("Content-Type", "application/xml")], body), 415, "media-type-unchecked");
        bench.Refused(await client.SendAsync("PUT", "/any", [Json], "{}"u8.ToArray()), 422, "body-invalid");
        Assert.Equal(0, bench.Backend.Heads);
        Assert.Equal(200, (await client.SendAsync("PUT", "/any", [Json], """{"a":1}"""u8.ToArray())).Status);
        Assert.Equal(200, (await client.SendAsync("PUT", "/any", [("Content-Type", "application/x-www-form-urlencoded")], "a=1"u8.ToArray())).Status);
    }

    [Fact]
    public async Task Body_WhereTheOperationHasNone_IsRefused()
    {
        await using var bench = await ContractBench.StartAsync(Document.Replace("/optional:\n    post:\n      requestBody: {content: {application/json: {schema: {type: object}}}}\n", "/optional:\n    post:\n", StringComparison.Ordinal));
        await using var client = await bench.ConnectAsync();

        bench.Refused(await client.PostAsync("/optional", "{}"u8.ToArray(), Json), 400, "body-undeclared");
        Assert.Equal(200, (await client.SendAsync("POST", "/optional", [], default(ReadOnlyMemory<byte>))).Status);
    }

    [Fact]
    public async Task Compressed_IsJudgedAndForwardedAsItCame()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "MaxDecompressedBytes": "64KiB" }""");
        await using var client = await bench.ConnectAsync();
        foreach (var (coding, compress) in new (string, Func<Stream, Stream>)[] { ("gzip", s => new GZipStream(s, CompressionMode.Compress)), ("deflate", s => new ZLibStream(s, CompressionMode.Compress)), ("br", s => new BrotliStream(s, CompressionMode.Compress)) })
        {
            bench.Backend.Clear();
            var good = Compress(compress, ContractBench.Utf8(Good));
            Assert.Equal(200, (await client.PostAsync("/orders", good, Json, ("Content-Encoding", coding))).Status);
            Assert.Equal(good, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.ToArray());
            bench.Refused(await client.PostAsync("/orders", Compress(compress, "{}"u8), Json, ("Content-Encoding", coding)), 422, "body-invalid", coding);
            var lines = Compress(compress, "{\"n\":1}\n{\"n\":\"x\"}\n"u8);
            bench.Refused(await client.PostAsync("/lines", lines, ("Content-Type", "application/x-ndjson"), ("Content-Encoding", coding)), 422, "body-invalid", coding);
            bench.Refused(await client.PostAsync("/lines", Compress(compress, new byte[200_000]), ("Content-Type", "application/x-ndjson"), ("Content-Encoding", coding)), 413, "body-decompressed-too-large", coding);
        }

        bench.Refused(await client.PostAsync("/text", "x"u8.ToArray(), ("Content-Type", "text/plain"), ("Content-Encoding", "zstd")), 415, "content-encoding-not-allowed");
        bench.Refused(await client.PostAsync("/text", "x"u8.ToArray(), ("Content-Type", "text/plain"), ("Content-Encoding", "gzip")), 400, "content-encoding-malformed");
    }

    [Fact]
    public async Task Form_FieldsAreTypedAndJudged()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        (string, string) form = ("Content-Type", "application/x-www-form-urlencoded");
        string[] good = ["name=Ann", "name=Ann&age=7&tags=a&tags=b&csv=1,2", "name=%C3%84+b&address=%7B%22zip%22%3A1%7D", "age=7&name=7777"];
        foreach (var body in good) Assert.Equal(200, (await client.PostAsync("/form", ContractBench.Utf8(body), form)).Status);
        (string Body, int Status, string Reason)[] bad =
        [
            ("age=7", 422, "body-invalid"),
            ("name=A", 422, "body-invalid"),
            ("name=Ann&age=x", 422, "body-invalid"),
            ("name=Ann&tags=long", 422, "body-invalid"),
            ("name=Ann&csv=1,x", 422, "body-invalid"),
            ("name=Ann&address=%7B%7D", 422, "body-invalid"),
            ("name=Ann&address=%7B%22zip%22%3A1%2C%22zip%22%3A2%7D", 400, "form-malformed"),
            ("name=Ann&admin=1", 422, "body-invalid"),
            ("name=Ann&name=Bob", 400, "form-repeated"),
            ("name=Ann&%6eame=Bob", 400, "form-repeated"),
            ("name=%zz", 400, "form-malformed"),
            ("name=%c0%af", 400, "form-malformed"),
            ("name=a\nb", 400, "form-malformed"),
        ];
        foreach (var (body, status, reason) in bad) bench.Refused(await client.PostAsync("/form", ContractBench.Utf8(body), form), status, reason, body);
        Assert.Equal(good.Length, bench.Backend.Heads);
    }

    [Fact]
    public async Task Text_IsJudgedAsAString()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        (string, string) text = ("Content-Type", "text/plain");

        Assert.Equal(200, (await client.PostAsync("/text", ContractBench.Utf8("äöü€x"), text)).Status);
        bench.Refused(await client.PostAsync("/text", ContractBench.Utf8("sixsix"), text), 422, "body-invalid");
        bench.Refused(await client.PostAsync("/text", new byte[] { 0xff, 0xfe }, text), 422, "body-invalid");
    }

    [Fact]
    public async Task Records_EachIsJudgedBeforeItGoesOn()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "MaxRecordBytes": 100 }""");
        await using var client = await bench.ConnectAsync();
        (string, string) lines = ("Content-Type", "application/x-ndjson");

        Assert.Equal(200, (await client.PostAsync("/lines", "{\"n\":1}\n\n{\"n\":2}\r\n{\"n\":3}"u8.ToArray(), lines)).Status);
        bench.Refused(await client.PostAsync("/lines", "{\"n\":1}\n{\"n\":\"x\"}\n"u8.ToArray(), lines), 422, "body-invalid");
        bench.Refused(await client.PostAsync("/lines", "{\"n\":1}\n{\"n\":1,\"n\":2}\n"u8.ToArray(), lines), 400, "record-malformed");
        bench.Refused(await client.PostAsync("/lines", "{\"n\":1}{\"n\":2}\n"u8.ToArray(), lines), 400, "record-malformed");
        bench.Refused(await client.PostAsync("/lines", ContractBench.Utf8($"{{\"n\":1}}\n{{\"n\":1,\"x\":\"{new string('x', 100)}\"}}\n"), lines), 413, "record-too-large");
        Assert.Equal(1, bench.Backend.Heads);
    }

    [Fact]
    public async Task Records_OfALongBody_PassUntilOneIsBad_AndTheBackendNeverHasAWholeRequest()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        (string, string) lines = ("Content-Type", "application/x-ndjson");
        var good = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{{\"n\":{i}}}\n"));

        var passed = await client.PostAsync("/lines", ContractBench.Utf8(good), lines);
        Assert.Equal(200, passed.Status);
        Assert.Equal(good.Length, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.Length);
        bench.Backend.Clear();

        bench.Refused(await client.PostAsync("/lines", ContractBench.Utf8(good + "{\"n\":\"secret\"}\n"), lines), 422, "body-invalid");

        await Eventually.Async(() => bench.Backend.Incomplete.Count == 1, Deadline.Default, "the backend has an incomplete request");
        Assert.Empty(bench.Backend.Requests);
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(bench.Backend.Incomplete[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binary_IsHeldToItsSizeAndType()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        (string, string) png = ("Content-Type", "image/png");
        byte[] image = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, .. new byte[90_000]];

        Assert.Equal(200, (await client.SendAsync("PUT", "/image", [png], image)).Status);
        Assert.Equal(200, (await client.SendAsync("PUT", "/image", [("Content-Type", "application/octet-stream")], "MZ"u8.ToArray())).Status);
        bench.Refused(await client.SendAsync("PUT", "/image", [png], "<svg onload=alert(1)>"u8.ToArray()), 422, "body-invalid");
        bench.Refused(await client.SendAsync("PUT", "/image", [png], (byte[])[.. image, .. new byte[20_000]]), 413, "body-too-large");
        bench.Refused(await client.SendAsync("PUT", "/image", [("Content-Type", "image/gif")], image), 415, "media-type-unknown");
    }

    private static byte[] Compress(Func<Stream, Stream> compress, ReadOnlySpan<byte> content)
    {
        using var target = new MemoryStream();
        using (var stream = compress(target)) stream.Write(content);
        return target.ToArray();
    }
}
