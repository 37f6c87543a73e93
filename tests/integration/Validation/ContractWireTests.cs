using System.IO.Compression;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>Hostile ways to send what a contract looks at: paths, codings, chunks, methods.</summary>
public sealed class ContractWireTests
{
    private const string Document = """
        openapi: 3.1.0
        info: {title: t, version: "1"}
        servers: [{url: /v1}]
        paths:
          /a/{id}:
            get: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {"200": {description: ok}}}
            post:
              parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object, properties: {role: {const: user}}, additionalProperties: false}}
                  application/x-ndjson: {schema: {type: object, properties: {role: {const: user}}, additionalProperties: false}}
              responses: {"200": {description: ok}}
        """;

    private static readonly (string, string) Json = ("Content-Type", "application/json");

    [Theory]
    [InlineData("/v1/a/1/")]
    [InlineData("/v1/a//1")]
    [InlineData("//v1/a/1")]
    [InlineData("/V1/a/1")]
    [InlineData("/v1/A/1")]
    [InlineData("/a/1")]
    [InlineData("/v1/v1/a/1")]
    [InlineData("/v1a/1")]
    [InlineData("/v1/a/1;role=admin")]
    [InlineData("/v1/a;x=y/1")]
    [InlineData("/v1/a/1%2f..%2f2")]
    [InlineData("/v1/a/1%2f2")]
    [InlineData("/v1%2fa%2f1")]
    [InlineData("/v1/a/%2531")]
    [InlineData("/v1/a/1%20")]
    [InlineData("/v1/a/")]
    [InlineData("/v1/a/1?role=admin")]
    [InlineData("/v1/a/1?%72ole=admin")]
    [InlineData("/v1/a/1?=x")]
    [InlineData("/v1/a/1?id[]=2")]
    [InlineData("/v1/a/1?id=2")]
    public async Task Path_OrQuery_ThatIsAnotherOne_IsRefused(string target)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var client = await bench.ConnectAsync(protocol);
            Assert.Equal(200, (await client.GetAsync("/v1/a/%31")).Status);
            Assert.InRange((await client.GetAsync(target)).Status, 400, 422);
        }

        Assert.Equal(2, bench.Backend.Heads);
    }

    [Fact]
    public async Task Body_InEveryHostileForm_IsRefused()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        var good = """{"role":"user"}"""u8.ToArray();
        var bad = """{"role":"admin"}"""u8.ToArray();
        Assert.Equal(200, (await client.PostAsync("/v1/a/1", Gzip(good), Json, ("Content-Encoding", "gzip"))).Status);
        (byte[] Body, (string, string)[] Head)[] cases =
        [
            (Gzip(bad), [Json, ("Content-Encoding", "gzip")]),
            (Gzip(Gzip(good)), [Json, ("Content-Encoding", "gzip, gzip")]),
            (Gzip(good), [Json, ("Content-Encoding", "gzip"), ("Content-Encoding", "identity")]),
            ([.. Gzip(good), .. Gzip(bad)], [Json, ("Content-Encoding", "gzip")]),
            ([.. Gzip(good), .. bad], [Json, ("Content-Encoding", "gzip")]),
            (Gzip(good)[..^9], [Json, ("Content-Encoding", "gzip")]),
            (good, [Json, ("Content-Encoding", "gzip")]),
            (good, [Json, ("Content-Encoding", "aes128gcm")]),
            (Gzip(new byte[4 << 20]), [Json, ("Content-Encoding", "gzip")]),
            (bad, [Json, ("Content-Encoding", "identity")]),
            (good, [Json, ("Content-Type", "text/plain")]),
            (good, [("Content-Type", "application/json, text/plain")]),
            (good, [("Content-Type", "application/json; charset=utf-8; charset=utf-7")]),
            (good, [("Content-Type", "application/jsonx")]),
            (good, [("Content-Type", "")]),
            (good, []),
            ([.. good, .. bad], [Json]),
            ([.. Encoding.UTF8.Preamble, .. good], [Json]),
            (Encoding.Unicode.GetBytes("{\"role\":\"user\"}"), [Json]),
            (Encoding.UTF8.GetBytes("""{"role":"user","r\u006fle":"admin"}"""), [Json]),
            ("""{"role":"user"}"""u8.ToArray().Append((byte)0).ToArray(), [Json]),
            (Encoding.UTF8.GetBytes("{\"role\":\"user\"}\n\u2028{\"role\":\"admin\"}"), [("Content-Type", "application/x-ndjson")]),
            (Encoding.UTF8.GetBytes("{\"role\":\"user\"}\r{\"role\":\"admin\"}\n"), [("Content-Type", "application/x-ndjson")]),
            (Encoding.UTF8.GetBytes("\ufeff{\"role\":\"user\"}\n"), [("Content-Type", "application/x-ndjson")]),
            (Gzip(Encoding.UTF8.GetBytes("{\"role\":\"user\"}\n{\"role\":\"admin\"}")), [("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip")]),
        ];
        for (var i = 0; i < cases.Length; i++)
        {
            var answer = await client.SendAsync("POST", "/v1/a/1", cases[i].Head, cases[i].Body);
            Assert.True(answer.Status is >= 400 and <= 422, $"case {i}: {answer.Status}");
        }

        Assert.InRange((await client.SendAsync("GET", "/v1/a/1", [Json], bad)).Status, 400, 422);
        foreach (var method in (string[])["OPTIONS", "PUT", "DELETE", "post", "Get", "PROPFIND", "TRACE"])
            Assert.Contains((await client.SendAsync(method, "/v1/a/1", [])).Status, (int[])[400, 405, 501]);
        Assert.Equal(1, bench.Backend.Heads);
    }

    [Fact]
    public async Task Records_CutAnywhereByChunks_AreTheSame()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        var text = "{\"role\":\"user\"}\r\n\n{\"role\":\"user\"}\n{\"role\":\"admin\"}";
        for (var size = 1; size <= 9; size++)
        {
            await using var connection = await RawHttp1Connection.ConnectAsync(bench.Gateway.HttpsPort, new ClientTls());
            var request = new StringBuilder("POST /v1/a/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
            foreach (var chunk in text.Chunk(size)) request.Append($"{chunk.Length:x}\r\n").Append(chunk).Append("\r\n");
            await connection.SendAsync(Encoding.Latin1.GetBytes(request.Append("0\r\n\r\n").ToString()));

            bench.Refused(WireAnswer.Of(await connection.ReadResponseAsync()), 422, "body-invalid");
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionMode.Compress)) gzip.Write(content);
        return target.ToArray();
    }
}
