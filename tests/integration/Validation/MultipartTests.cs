using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>multipart/form-data through the gateway: parts are judged as they pass, files are never held.</summary>
public sealed class MultipartTests
{
    private const string Document = """
        openapi: 3.1.0
        info: {title: t, version: "1"}
        paths:
          /upload:
            post:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [meta, file]
                      properties:
                        meta: {type: object, required: [title], properties: {title: {type: string}}, additionalProperties: false}
                        count: {type: integer, maximum: 5}
                        tags: {type: array, items: {type: string, maxLength: 3}}
                        file: {type: string, contentMediaType: image/png}
                        more: {type: array, items: {}}
                    encoding:
                      file: {contentType: "image/png, image/jpeg"}
              responses: {"200": {description: ok}}
        """;

    private static readonly (string, string) Type = ("Content-Type", "multipart/form-data; boundary=\"b-1\"");
    private static readonly string Png = "\u0089PNG\r\n\u001a\n";

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Parts_AreJudgedEachBySchemaTypeAndSize(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "MaxPartBytes": "1KiB", "MaxFileBytes": "1MiB" }""");
        await using var client = await bench.ConnectAsync(protocol);
        var meta = Part("name=\"meta\"", "application/json", """{"title":"x"}""");
        var file = Part("name=\"file\"; filename=\"a.png\"", "image/png", Png + "data");
        byte[][] good =
        [
            Body(meta, file),
            Body(Part("name=\"meta\"", null, """{"title":"x"}"""), Part("name=\"count\"", null, "5"), Part("name=\"tags\"", "text/plain", "a"), Part("name=\"tags\"", null, "b"), file,
                Part("name=\"more\"; filename=\"1\"", "text/html", "anything"), Part("name=\"more\"; filename=\"2\"", null, "")),
        ];
        foreach (var body in good)
        {
            bench.Backend.Clear();
            Assert.Equal(200, (await client.PostAsync("/upload", body, Type)).Status);
            Assert.Equal(body, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.ToArray());
        }

        (byte[] Body, int Status, string Reason)[] bad =
        [
            (Body(meta), 422, "body-invalid"),
            (Body(file), 422, "body-invalid"),
            (Body(Part("name=\"meta\"", null, "{}"), file), 422, "body-invalid"),
            (Body(Part("name=\"meta\"", null, """{"title":"x","title":"y"}"""), file), 400, "part-malformed"),
            (Body(Part("name=\"meta\"", "text/plain", """{"title":"x"}"""), file), 415, "part-media-type"),
            (Body(meta, file, Part("name=\"count\"", null, "6")), 422, "body-invalid"),
            (Body(meta, file, Part("name=\"count\"", null, "x")), 422, "body-invalid"),
            (Body(meta, file, Part("name=\"count\"", null, "5"), Part("name=\"count\"", null, "5")), 400, "part-repeated"),
            (Body(meta, file, Part("name=\"tags\"", null, "long")), 422, "body-invalid"),
            (Body(meta, file, Part("name=\"admin\"", null, "1")), 422, "body-invalid"),
            (Body(meta, file, Part("name=\"count\"; filename=\"x\"", null, "5")), 422, "body-invalid"),
            (Body(meta, file, file), 400, "part-repeated"),
            (Body(meta, Part("name=\"file\"; filename=\"a.png\"", "image/png", "<?php system($_GET['c']); ?>")), 422, "body-invalid"),
            (Body(meta, Part("name=\"file\"; filename=\"a.svg\"", "image/svg+xml", "<svg/>")), 415, "part-media-type"),
            (Body(Part("name=\"meta\"", null, $$"""{"title":"{{new string('x', 2000)}}"}"""), file), 413, "part-too-large"),
            (Encoding.Latin1.GetBytes("preamble\r\n"), 400, "multipart-preamble"),
        ];
        foreach (var (body, status, reason) in bad) bench.Refused(await client.PostAsync("/upload", body, Type), status, reason, Encoding.Latin1.GetString(body));
        bench.Refused(await client.PostAsync("/upload", good[0], ("Content-Type", "multipart/form-data")), 400, "multipart-boundary");
        bench.Refused(await client.PostAsync("/upload", good[0], ("Content-Type", "multipart/form-data; boundary=a; boundary=b-1")), 400, "multipart-boundary");
        bench.Refused(await client.PostAsync("/upload", good[0], ("Content-Type", "multipart/form-data; boundary*=a; boundary=b-1")), 400, "multipart-boundary");
        bench.Refused(await client.PostAsync("/upload", good[0], ("Content-Type", "multipart/mixed; boundary=b-1")), 415, "media-type-unknown");
        Assert.Equal(good.Length, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task File_OfMegabytes_PassesWithoutBeingHeld(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync(protocol);
        var body = Body(Part("name=\"meta\"", null, """{"title":"x"}"""), Part("name=\"file\"; filename=\"a.png\"", "image/png", Png + new string('x', 5 << 20)));

        Assert.Equal(200, (await client.PostAsync("/upload", body, Type)).Status);

        Assert.Equal(body, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.ToArray());
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task File_ThatTurnsOutTooLarge_NeverIsAWholeRequest(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Document, """{ "MaxFileBytes": "1MiB" }""");
        await using var client = await bench.ConnectAsync(protocol);
        var body = Body(Part("name=\"meta\"", null, """{"title":"x"}"""), Part("name=\"file\"; filename=\"a.png\"", "image/png", Png + new string('x', 2 << 20)));

        bench.Refused(await client.PostAsync("/upload", body, Type), 413, "part-too-large");

        Assert.Empty(bench.Backend.Requests);
    }

    [Fact]
    public async Task Part_ThatIsMissingAtTheEndOfALongBody_NeverIsAWholeRequest()
    {
        await using var bench = await ContractBench.StartAsync(Document);
        await using var client = await bench.ConnectAsync();
        var body = Body(Part("name=\"file\"; filename=\"a.png\"", "image/png", Png + new string('x', 1 << 20)));

        bench.Refused(await client.PostAsync("/upload", body, Type), 422, "body-invalid");

        await Eventually.Async(() => bench.Backend.Incomplete.Count == 1, Deadline.Default, "the backend has an incomplete request");
        Assert.Empty(bench.Backend.Requests);
    }

    private static string Part(string name, string? type, string content) =>
        $"--b-1\r\nContent-Disposition: form-data; {name}\r\n{(type is null ? "" : $"Content-Type: {type}\r\n")}\r\n{content}\r\n";

    private static byte[] Body(params string[] parts) => Encoding.Latin1.GetBytes(string.Concat(parts) + "--b-1--\r\n");
}
