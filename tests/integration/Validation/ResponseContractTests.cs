using System.IO.Compression;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>Answers of the backend against the contract: what it does not declare never reaches the client where that is enforced.</summary>
public sealed class ResponseContractTests
{
    private const string Document = """
        openapi: 3.0.3
        info: {title: t, version: "1"}
        components:
          schemas:
            User:
              type: object
              required: [name]
              properties:
                name: {type: string}
                password: {type: string, writeOnly: true}
                friends: {type: array, items: {$ref: "#/components/schemas/User"}}
        paths:
          /users/{id}:
            get:
              operationId: getUser
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              responses:
                "200":
                  description: ok
                  headers: {X-Total: {required: true, schema: {type: integer}}, X-Ids: {schema: {type: array, items: {type: integer}}}}
                  content: {application/json: {schema: {$ref: "#/components/schemas/User"}}, text/csv: {schema: {type: string}}}
                "204": {description: none}
                "4XX": {description: wrong, content: {application/problem+json: {schema: {type: object, required: [title]}}}}
        """;

    private static readonly (string, string) Json = ("Content-Type", "application/json");
    private static readonly (string, string) Total = ("X-Total", "1");

    public static TheoryData<string, string> Bad => new()
    {
        { "undeclared status", "response-status" },
        { "server error", "response-status" },
        { "media type", "response-media-type" },
        { "no media type", "response-media-type" },
        { "body", "response-invalid" },
        { "write-only member", "response-invalid" },
        { "not JSON", "response-invalid" },
        { "header missing", "response-header" },
        { "header value", "response-header" },
        { "header list", "response-header" },
        { "error body", "response-invalid" },
        { "too large", "response-too-large" },
        { "damaged gzip", "response-encoding" },
    };

    [Fact]
    public async Task Enforce_WhatBreaksTheContract_IsANeutral502()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Response": "Enforce", "MaxResponseBytes": "64KiB" }""");
        await using var client = await bench.ConnectAsync();
        Assert.Equal(13, Bad.Count);
        foreach (var row in Bad)
        {
            var (what, reason) = row.Data;
            bench.Backend.Answer = _ => Answer(what);
            var answer = await client.GetAsync("/users/7");
            var seen = bench.Refused(answer, 502, reason, what);
            Assert.StartsWith("getUser: ", seen.Note, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", $"{answer} {seen.Note}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_WhatBreaksTheContract_IsRecordedAndPassesAsItCame()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Response": "Report", "MaxResponseBytes": "64KiB" }""");
        await using var client = await bench.ConnectAsync();
        foreach (var row in Bad)
        {
            var (what, _) = row.Data;
            var sent = Answer(what);
            bench.Backend.Answer = _ => sent;
            var answer = await client.GetAsync("/users/7");
            var text = System.Text.Encoding.Latin1.GetString(sent.Bytes.Span);
            Assert.Equal(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..], System.Text.Encoding.Latin1.GetString(answer.Body.Span));
            Assert.Equal(text[9..12], $"{answer.Status}");
        }

        Assert.Equal(Bad.Select(r => r.Data.Item2), bench.Reported);
    }

    [Theory]
    [InlineData("Enforce")]
    [InlineData("Strip")]
    [InlineData("Report")]
    public async Task Good_PassesAsItCame(string mode)
    {
        await using var bench = await ContractBench.StartAsync(Document, $$"""{ "Response": "{{mode}}" }""");
        await using var client = await bench.ConnectAsync();
        const string Body = """{"name":"Ann","friends":[{"name":"Bob"}]}""";
        bench.Backend.Answer = _ => BackendResponse.Ok(Body, Json, Total, ("X-Ids", "1, 2"));
        var answer = await client.GetAsync("/users/7");
        Assert.Equal((200, Body), (answer.Status, answer.Text));

        var gzip = Gzip(Body);
        bench.Backend.Answer = _ => BackendResponse.Raw((byte[])[.. "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total: 1\r\nContent-Encoding: gzip\r\n"u8, .. ContractBench.Utf8($"Content-Length: {gzip.Length}\r\n\r\n"), .. gzip]);
        answer = await client.GetAsync("/users/7", ("Accept-Encoding", "gzip"));
        Assert.Equal(gzip, answer.Body.ToArray());

        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total: 1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"name\r\n8\r\n\":\"Ann\"}\r\n0\r\n\r\n");
        Assert.Equal("""{"name":"Ann"}""", (await client.GetAsync("/users/7")).Text);
        bench.Backend.Answer = _ => BackendResponse.Ok("a,b", ("Content-Type", "text/csv"), Total);
        Assert.Equal("a,b", (await client.GetAsync("/users/7")).Text);
        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await client.GetAsync("/users/7")).Status);
        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 304 Not Modified\r\n\r\n");
        Assert.Equal(304, (await client.GetAsync("/users/7")).Status);
        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total: 1\r\nContent-Length: 40\r\n\r\n");
        Assert.Equal(200, (await client.SendAsync("HEAD", "/users/7", [])).Status);
        bench.Backend.Answer = _ => BackendResponse.Of(404, """{"title":"none"}""", ("Content-Type", "application/problem+json"));
        Assert.Equal("""{"title":"none"}""", (await client.GetAsync("/users/7")).Text);
        Assert.Empty(bench.Reported);
    }

    [Fact]
    public async Task Strip_UndeclaredMembers_AreLeftOut()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Response": "Strip" }""");
        await using var client = await bench.ConnectAsync();
        const string Body = """{"name":"Ann","salary":100000,"friends":[{"name":"Bob","ssn":"secret"}],"x":{"y":[1]}}""";
        bench.Backend.Answer = _ => BackendResponse.Ok(Body, Json, Total);

        var answer = await client.GetAsync("/users/7");

        Assert.Equal((200, """{"name":"Ann","friends":[{"name":"Bob"}]}"""), (answer.Status, answer.Text));
        Assert.Equal($"{answer.Body.Length}", answer.Headers["Content-Length"]);

        var gzip = Gzip(Body);
        bench.Backend.Answer = _ => BackendResponse.Raw((byte[])[.. "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total: 1\r\nContent-Encoding: gzip\r\n"u8, .. ContractBench.Utf8($"Content-Length: {gzip.Length}\r\n\r\n"), .. gzip]);
        answer = await client.GetAsync("/users/7", ("Accept-Encoding", "gzip"));
        Assert.Equal("""{"name":"Ann","friends":[{"name":"Bob"}]}""", answer.Text);
        Assert.Null(answer.Headers["Content-Encoding"]);

        bench.Backend.Answer = _ => BackendResponse.Ok("""{"salary":1}""", Json, Total);
        bench.Refused(await client.GetAsync("/users/7"), 502, "response-invalid");
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "gzip, deflate, br")]
    [InlineData("zstd;q=1, gzip;q=0.5, *", "gzip;q=0.5")]
    [InlineData("zstd", "identity")]
    [InlineData("gzip;q=0.8, identity", "gzip;q=0.8, identity")]
    public async Task AcceptEncoding_IsWhatTheGatewayCanUndo(string sent, string forwarded)
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Response": "Enforce" }""");
        bench.Backend.Answer = _ => BackendResponse.Ok("""{"name":"Ann"}""", Json, Total);
        await using var client = await bench.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/users/7", ("Accept-Encoding", sent))).Status);

        Assert.Equal(forwarded, (await bench.Backend.WaitForRequestsAsync(1))[0].Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task Enforce_WhenRequestsAreOff_StillHoldsAnswers()
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "Request": "Off", "Response": "Enforce" }""");
        await using var client = await bench.ConnectAsync(WireProtocol.Http2);
        bench.Backend.Answer = _ => Answer("body");

        bench.Refused(await client.GetAsync("/users/7?x=1"), 502, "response-invalid");
        Assert.Equal(200, (await client.GetAsync("/none")).Status);
    }

    private static BackendResponse Answer(string what) => what switch
    {
        "undeclared status" => BackendResponse.Of(302, "secret", ("Location", "/secret")),
        "server error" => BackendResponse.Of(500, "at Secret.Method() secret"),
        "media type" => BackendResponse.Ok("secret", ("Content-Type", "text/html"), Total),
        "no media type" => BackendResponse.Raw("HTTP/1.1 200 OK\r\nX-Total: 1\r\nContent-Length: 6\r\n\r\nsecret"),
        "body" => BackendResponse.Ok("""{"name":1,"x":"secret"}""", Json, Total),
        "write-only member" => BackendResponse.Ok("""{"name":"Ann","password":"secret"}""", Json, Total),
        "not JSON" => BackendResponse.Ok("{secret", Json, Total),
        "header missing" => BackendResponse.Ok("""{"name":"secret"}""", Json),
        "header value" => BackendResponse.Ok("""{"name":"secret"}""", Json, ("X-Total", "secret")),
        "header list" => BackendResponse.Ok("""{"name":"secret"}""", Json, Total, ("X-Ids", "1,secret")),
        "error body" => BackendResponse.Of(400, """{"detail":"secret"}""", ("Content-Type", "application/problem+json")),
        "too large" => BackendResponse.Ok($$"""{"name":"secret{{new string('x', 100_000)}}"}""", Json, Total),
        _ => BackendResponse.Ok("secret", Json, Total, ("Content-Encoding", "gzip")),
    };

    private static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionMode.Compress)) gzip.Write(ContractBench.Utf8(text));
        return target.ToArray();
    }
}
