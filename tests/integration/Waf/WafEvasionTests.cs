using System.IO.Compression;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf;

/// <summary>The same attack in wrappings that a backend opens, or may open: it is refused, and in Report mode it is told.</summary>
public sealed class WafEvasionTests
{
    private const string Types = """{ "Variables": { "allowed_request_content_type": "|application/json| |application/x-ndjson| |application/octet-stream| |text/plain|" } }""";

    private const string Attack = "<script>alert(1)</script>";
    private const string NoLimits = """{ "RequestLimits": null }""";

    private static readonly (string, string) Json = ("Content-Type", "application/json");
    private static readonly (string, string) Form = ("Content-Type", "application/x-www-form-urlencoded");
    private static readonly (string, string) Parts = ("Content-Type", "multipart/form-data; boundary=b-1");

    private static byte[] FormBody => WafBench.Utf8("a=" + Uri.EscapeDataString(Attack));

    private static byte[] JsonBody => WafBench.Utf8("{\"a\":\"" + Attack + "\"}");

    [Fact]
    public async Task Compressed_InOddWays_IsRefused()
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var client = await bench.ConnectAsync();
        var members = (byte[])[.. Gzip("a=1&b="u8.ToArray()), .. Gzip(WafBench.Utf8(Uri.EscapeDataString(Attack)))];
        bench.Refused(await client.PostAsync("/", members, Form, ("Content-Encoding", "gzip")), 403, "anomaly-score", "a second member");
        bench.Refused(await client.PostAsync("/", Gzip(Gzip(FormBody)), Form, ("Content-Encoding", "gzip, gzip")), 415, "content-encoding-not-allowed", "twice");
        bench.Refused(await client.PostAsync("/", FormBody, Form, ("Content-Encoding", "identity, gzip")), 415, "content-encoding-not-allowed", "a list");
        bench.Refused(await client.PostAsync("/", (byte[])[.. Gzip("a=1"u8.ToArray()), .. FormBody], Form, ("Content-Encoding", "gzip")), 400, "content-encoding-malformed", "something behind");
        bench.Refused(await client.PostAsync("/", Gzip(FormBody), Form, ("Content-Encoding", "deflate")), 400, "content-encoding-malformed", "another coding");
        bench.Refused(await client.PostAsync("/", FormBody, Form, ("Content-Encoding", "identity")), 403, "anomaly-score", "identity");
        bench.Refused(await client.PostAsync("/", Gzip(new byte[8 << 20]), Form, ("Content-Encoding", "gzip")), 413, "body-decompressed-too-large", "a bomb");
        Assert.Empty(bench.Backend.Requests);
    }

    [Fact]
    public async Task Charsets_ThatHideAscii_AreRefused()
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var client = await bench.ConnectAsync();
        (string What, string Type, byte[] Body, int Status, string Reason)[] cases =
        [
            ("JSON in UTF-16, declared", "application/json; charset=utf-16", Encoding.Unicode.GetBytes("{\"a\":\"" + Attack + "\"}"), 400, "rule"),
            ("JSON in UTF-16", "application/json", Encoding.Unicode.GetBytes("{\"a\":\"" + Attack + "\"}"), 400, "rule"),
            ("JSON in UTF-32", "application/json", Encoding.UTF32.GetBytes("{\"a\":\"" + Attack + "\"}"), 400, "rule"),
            ("a form in UTF-7", "application/x-www-form-urlencoded; charset=utf-7", "a=%2BADw-script%2BAD4-"u8.ToArray(), 403, "anomaly-score"),
            ("a form in EBCDIC", "application/x-www-form-urlencoded; charset=ibm037", "%81=%4C%A2%83"u8.ToArray(), 403, "anomaly-score"),
            ("XML in UTF-16", "application/xml", Encoding.Unicode.GetBytes("\uFEFF<a>" + Attack + "</a>"), 400, "rule"),
            ("XML in UTF-7", "application/xml", "<?xml version=\"1.0\" encoding=\"utf-7\"?><a>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</a>"u8.ToArray(), 400, "rule"),
            ("XML in ISO-2022-JP", "text/xml", "<?xml version='1.0' encoding='ISO-2022-JP'?><a><![CDATA[<scr\u001b(Jipt>]]></a>"u8.ToArray(), 400, "rule"),
            ("a part in UTF-7", "multipart/form-data; boundary=b-1",
                WafBench.Multipart(("Content-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=utf-7", "+ADw-script+AD4-")), 403, "anomaly-score"),
        ];
        foreach (var (what, type, body, status, reason) in cases) bench.Refused(await client.PostAsync("/", body, ("Content-Type", type)), status, reason, what);
        Assert.Equal(200, (await client.PostAsync("/", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>fine</a>"u8.ToArray(), ("Content-Type", "application/xml"))).Status);
        Assert.Single(bench.Backend.Requests);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Multipart_ThatParsersReadDifferently_IsRefused(WireProtocol protocol)
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var client = await bench.ConnectAsync(protocol);
        const string Field = "Content-Disposition: form-data; name=\"a\"";
        (string What, byte[] Body, string Type)[] cases =
        [
            ("an empty filename", WafBench.Multipart((Field + "; filename=\"\"", Attack)), ""),
            ("an extended filename", WafBench.Multipart((Field + "; filename*=UTF-8''x", Attack)), ""),
            ("two filenames", WafBench.Multipart((Field + "; filename=\"x\"; filename=\"\"", Attack)), ""),
            ("a filename without equals sign", WafBench.Multipart((Field + "; filename", Attack)), ""),
            ("a transfer encoding", WafBench.Multipart((Field + "\r\nContent-Transfer-Encoding: base64", Convert.ToBase64String(WafBench.Utf8(Attack)))), ""),
            ("two dispositions", WafBench.Multipart((Field + "; filename=\"x\"\r\n" + Field, Attack)), ""),
            ("two boundaries in the type", WafBench.Multipart((Field, "x")), "multipart/form-data; boundary=b-1; boundary=b-2"),
            ("another boundary within a file", WafBench.Multipart((Field + "; filename=\"x\"", $"\r\n--b-2\r\n{Field}\r\n\r\n{Attack}")), ""),
            ("no last boundary", WafBench.Utf8($"--b-1\r\n{Field}\r\n\r\n{Attack}"), ""),
            ("bare line feeds", WafBench.Utf8($"--b-1\n{Field}\n\n{Attack}\n--b-1--\n"), ""),
            ("behind the last boundary", WafBench.Utf8($"--b-1\r\n{Field}\r\n\r\nx\r\n--b-1--\r\n--b-1\r\n{Field}\r\n\r\n{Attack}\r\n--b-1--\r\n"), ""),
            ("before the first boundary", WafBench.Utf8($"{Attack}\r\n--b-1\r\n{Field}\r\n\r\nx\r\n--b-1--\r\n"), ""),
        ];
        foreach (var (what, body, type) in cases)
        {
            var answer = await client.PostAsync("/", body, type.Length == 0 ? Parts : ("Content-Type", type));
            Assert.True(answer.Status is 400 or 403, $"{what}: {answer}");
        }

        Assert.Empty(bench.Backend.Requests);
        Assert.Equal(200, (await client.PostAsync("/", WafBench.Multipart((Field + "; filename=\"\"", "")), Parts)).Status);
    }

    /// <summary>Parts that come piece by piece, without a length, are the same parts.</summary>
    [Fact]
    public async Task Multipart_Streamed_WithAnEmptyFilename_IsRefused()
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var connection = await bench.Gateway.Http1Async();
        var body = WafBench.Multipart(("Content-Disposition: form-data; name=\"a\"; filename=\"\"", Attack));
        await connection.SendAsync($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Parts.Item2}\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var piece in body.Chunk(7)) await connection.SendAsync($"{piece.Length:x}\r\n{Encoding.Latin1.GetString(piece)}\r\n");
        await connection.SendAsync("0\r\n\r\n");
        bench.Refused(WireAnswer.Of(await connection.ReadResponseAsync()), 403, "anomaly-score");
        Assert.Empty(bench.Backend.Requests);
    }

    [Fact]
    public async Task Json_InOddForms_IsRefused()
    {
        await using var bench = await WafBench.StartAsync("{}", NoLimits);
        await using var client = await bench.ConnectAsync();
        (string What, string Body, int Status)[] cases =
        [
            ("the first of two members", $$"""{"a":"{{Attack}}","a":"x"}""", 403),
            ("the second of two members", $$"""{"a":"x","a":"{{Attack}}"}""", 403),
            ("escapes", """{"a":"\u003cscript\u003ealert(1)\u003c/script\u003e"}""", 403),
            ("a name", $$"""{"{{Attack}}":1}""", 403),
            ("deeper than allowed", new string('[', 600) + $"\"{Attack}\"" + new string(']', 600), 400),
            ("behind the end", $$"""{"a":1}{"a":"{{Attack}}"}""", 400),
            ("a comment", $$"""{"a":/*"x"}*/"{{Attack}}"}""", 400),
            ("more leaves than are looked at", "[" + string.Concat(Enumerable.Repeat("1,", 1100)) + $"\"{Attack}\"]", 400),
            ("a byte order mark", $$"""{{'\uFEFF'}}{"a":"{{Attack}}"}""", 403),
        ];
        foreach (var (what, body, status) in cases) bench.Refused(await client.PostAsync("/", WafBench.Utf8(body), Json), status, status == 403 ? "anomaly-score" : "rule", what);
        Assert.Empty(bench.Backend.Requests);
    }

    /// <summary>Many backends read JSON whatever its type says; forms they read by their type.</summary>
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-ndjson")]
    [InlineData("")]
    public async Task Json_ThatSaysItIsSomethingElse_IsInspected(string type)
    {
        await using var bench = await WafBench.StartAsync(Types);
        await using var client = await bench.ConnectAsync();
        (string, string)[] headers = type.Length == 0 ? [] : [("Content-Type", type)];
        bench.Refused(await client.PostAsync("/", JsonBody, headers), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/", """ [{"a":"\u003cscript\u003ealert(1)\u003c/script\u003e"}]"""u8.ToArray(), headers), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8(new string('[', 600) + "\"x\"" + new string(']', 600)), headers), 400, "rule");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("{\"a\":1}\n{\"id\":\"1\\u0027 \\u0055NION SELECT password FROM users--\"}\n"), headers), 403, "anomaly-score", "the second line");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("x\n{\"id\":\"1\\u0027 \\u0055NION SELECT password FROM users--\"}\n"), headers), 403, "anomaly-score", "behind a broken line");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("{\"" + new string('a', 30_000) + "\":[1,1,1,1,\"1' UNION SELECT password FROM users--\"]}"), headers), 400, "rule", "a long name");
        bench.Refused(await client.PostAsync("/", (byte[])[.. "[\""u8, 0xFF, .. "\","u8, .. WafBench.Utf8(new string('[', 600) + "\"x\"" + new string(']', 600) + "]")], headers), 400, "rule", "deep behind what is no UTF-8");
        Assert.Equal(200, (await client.PostAsync("/", "{\"a\":\"fine\"}\n{\"a\":\"fine, too\"}\n"u8.ToArray(), headers)).Status);
        Assert.Equal(200, (await client.PostAsync("/", "[1] see the notes {page 7}"u8.ToArray(), headers)).Status);
        Assert.Equal(200, (await client.PostAsync("/", """{"a":"fine"}"""u8.ToArray(), headers)).Status);
    }

    [Fact]
    public async Task MediaTypes_OtherThanTheBodys_AreRefusedWhereRulesSaySo_AndSkippedOnesPass()
    {
        await using var bench = await WafBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        foreach (var type in (string[])["image/png", "text/html", "application/x-php", "application/zip", "text/plain", "application/octet-stream", "application/csp-report"])
            bench.Refused(await client.PostAsync("/", JsonBody, ("Content-Type", type)), 403, "anomaly-score", type);
        Assert.Empty(bench.Backend.Requests);
        // What the route allows and SkippedMediaTypes says.
        await using var skipping = await WafBench.StartAsync(Types);
        await using var skippingClient = await skipping.ConnectAsync();
        Assert.Equal(200, (await skippingClient.PostAsync("/", JsonBody, ("Content-Type", "application/octet-stream"))).Status);
        await using var strict = await WafBench.StartAsync(Types.Replace("{ \"Variables\"", "{ \"SkippedMediaTypes\": [], \"Variables\"", StringComparison.Ordinal));
        await using var strictClient = await strict.ConnectAsync();
        strict.Refused(await strictClient.PostAsync("/", JsonBody, ("Content-Type", "application/octet-stream")), 403, "anomaly-score");
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
