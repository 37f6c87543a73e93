using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Multipart bodies whose end a client keeps back: no backend gets a form to act on before the rules have decided.</summary>
public sealed class WafUploadTests
{
    private const string Head = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b-1\r\n";
    private const string Chunked = Head + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Small = """{ "MaxInspectedBodyBytes": "64KiB" }""";

    private static readonly (string, string) Attack = ("Content-Disposition: form-data; name=\"title\"", "<script>alert(1)</script>");
    private static readonly (string, string) File = ("Content-Disposition: form-data; name=\"f\"; filename=\"photo.jpg\"", new string('z', 100 << 10));

    [Fact]
    public async Task WithoutALength_ThatFits_IsAtNoBackendBeforeItIsJudged()
    {
        await using var bench = await WafBench.StartAsync();
        await using var http1 = await bench.Gateway.Http1Async();
        await http1.SendAsync(Chunked + Chunk(WafBench.Multipart(Attack)));
        await using var http2 = await bench.Gateway.Http2Async();
        var stream = await http2.StartAsync(Http2Headers.Request("POST", "/upload", more: [("content-type", "multipart/form-data; boundary=b-1")]), endStream: false);
        await stream.SendDataAsync(WafBench.Multipart(Attack), endStream: false);
        // Time for either to get there.
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        await http1.SendAsync("0\r\n\r\n");
        await stream.SendDataAsync(default, endStream: true);
        bench.Refused(WireAnswer.Of(await http1.ReadResponseAsync()), 403, "anomaly-score");
        bench.Refused(WireAnswer.Of(await stream.ResponseAsync()), 403, "anomaly-score");
        Assert.Equal(1, bench.Backend.Heads);
    }

    [Fact]
    public async Task Large_WithSomethingBehindItsEnd_IsJudgedAtOnce()
    {
        await using var bench = await WafBench.StartAsync(Small);
        await using var http1 = await bench.Gateway.Http1Async();
        await http1.SendAsync(Chunked + Chunk(WafBench.Multipart(File, Attack)) + "1\r\nx\r\n");
        bench.Refused(WireAnswer.Of(await http1.ReadResponseAsync()), 400, "rule");
        await NoEndHasArrivedAsync(bench);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_WhoseEndNeverComes_IsToldAndNoWholeForm(bool hasLength)
    {
        await using var bench = await WafBench.StartAsync(Small);
        await using var http1 = await bench.Gateway.Http1Async();
        var body = WafBench.Multipart(File, Attack);
        await http1.SendAsync(hasLength ? $"{Head}Content-Length: {body.Length + 9}\r\n\r\n" + Encoding.Latin1.GetString(body) : Chunked + Chunk(body));
        await Eventually.Async(() => bench.Backend.Heads == 1, Deadline.Default, "the backend has the head");
        http1.Abort();
        await Eventually.Async(() => bench.Reported.Any(), Deadline.Default, "the request is told of");
        Assert.Equal(["anomaly-score"], bench.Reported);
        await NoEndHasArrivedAsync(bench);
    }

    [Fact]
    public async Task Large_WithoutAttack_WhoseEndNeverComes_IsNothingToTell()
    {
        await using var bench = await WafBench.StartAsync(Small);
        await using (var http1 = await bench.Gateway.Http1Async())
        {
            await http1.SendAsync(Chunked + Chunk(WafBench.Multipart(File)[..^20]));
            await Eventually.Async(() => bench.Backend.Heads == 1, Deadline.Default, "the backend has the head");
        }

        await Eventually.Async(() => bench.Backend.Incomplete.Count == 1, Deadline.Default, "the backend has an incomplete request");
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/?q=%3Cscript%3Ealert(1)%3C/script%3E"), 403, "anomaly-score");
        Assert.Empty(bench.Reported);
    }

    [Fact]
    public async Task Fields_OverTheLimit_AreRefusedWhileTheyCome()
    {
        await using var bench = await WafBench.StartAsync(Small);
        await using var http1 = await bench.Gateway.Http1Async();
        var fields = WafBench.Multipart(File, ("Content-Disposition: form-data; name=\"text\"", new string('y', 100 << 10)));
        await http1.SendAsync(Chunked + Chunk(fields[..^100]));
        bench.Refused(WireAnswer.Of(await http1.ReadResponseAsync()), 413, "body-too-large");
        await NoEndHasArrivedAsync(bench);
    }

    /// <summary>A reader that comes upon something it cannot read may be the only one that cannot.</summary>
    [Fact]
    public async Task Large_ThatCannotBeRead_GoesNoFurther()
    {
        await using var bench = await WafBench.StartAsync(Small);
        await using var http1 = await bench.Gateway.Http1Async();
        var body = Encoding.Latin1.GetString(WafBench.Multipart(File, Attack)).Replace("--b-1--\r\n", "-- b-1\r\n--b-1--\r\n", StringComparison.Ordinal);
        await http1.SendAsync(Chunked + Chunk(Encoding.Latin1.GetBytes(body)) + "0\r\n\r\n");
        bench.Refused(WireAnswer.Of(await http1.ReadResponseAsync()), 400, "rule");
        await NoEndHasArrivedAsync(bench);
    }

    private static async Task NoEndHasArrivedAsync(WafBench bench)
    {
        await Eventually.Async(() => bench.Backend.OpenConnections == 0, Deadline.Default, "the gateway has given the request up");
        Assert.Empty(bench.Backend.Requests);
        Assert.All(bench.Backend.Incomplete, static bytes => Assert.True(bytes.AsSpan().IndexOf("b-1--"u8) < 0));
    }

    private static string Chunk(byte[] body) => $"{body.Length:x}\r\n{Encoding.Latin1.GetString(body)}\r\n";
}
