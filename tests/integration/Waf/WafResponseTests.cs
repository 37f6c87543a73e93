using System.IO.Compression;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Answers of the backend, where the route wants them inspected.</summary>
public sealed class WafResponseTests
{
    private const string Leak = "<html>You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version</html>";

    [Fact]
    public async Task Body_ThatTellsTooMuch_Becomes502()
    {
        await using var bench = await WafBench.StartAsync("""{ "Response": "Body" }""");
        await using var client = await bench.ConnectAsync();
        bench.Backend.Answer = _ => BackendResponse.Ok(Leak, ("Content-Type", "text/html"));
        var answer = await client.GetAsync("/");
        var seen = bench.Refused(answer, 502, "response-anomaly-score");
        Assert.DoesNotContain("SQL", answer.Text, StringComparison.Ordinal);
        Assert.True(WafBench.Facts(seen).GetProperty("outboundScore").GetInt32() >= 4);

        bench.Backend.Answer = _ => BackendResponse.Ok("<html>fine</html>", ("Content-Type", "text/html"));
        answer = await client.GetAsync("/");
        Assert.Equal((200, "<html>fine</html>"), (answer.Status, answer.Text));
        bench.Backend.Answer = _ => BackendResponse.Ok(Leak, ("Content-Type", "image/svg+xml"));
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        bench.Refused(await client.GetAsync("/?q=%3Cscript%3Ealert(1)%3C/script%3E"), 403, "anomaly-score");
    }

    [Fact]
    public async Task Body_InReportMode_IsToldAndSent()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Report", "Response": "Body" }""");
        await using var client = await bench.ConnectAsync();
        bench.Backend.Answer = _ => BackendResponse.Ok(Leak, ("Content-Type", "text/html"));
        var answer = await client.GetAsync("/");
        Assert.Equal((200, Leak), (answer.Status, answer.Text));
        Assert.Equal(["response-anomaly-score"], bench.Reported);
    }

    [Fact]
    public async Task Answer_WithAnEngineThatOnlyTells_IsToldAndSent()
    {
        const string Rules = """
            SecRule REQUEST_URI "@beginsWith /told" "id:1,phase:1,pass,nolog,ctl:ruleEngine=DetectionOnly"
            SecRule RESPONSE_STATUS "@streq 418" "id:2,phase:3,deny,log,status:502"

            """;
        await using var bench = await WafBench.StartAsync("""{ "Rules": ["a.conf"], "Response": "Head" }""", "{}", ("a.conf", Rules));
        await using var client = await bench.ConnectAsync();
        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(502, (await client.GetAsync("/other")).Status);
        Assert.Empty(bench.Reported);
        Assert.Equal(418, (await client.GetAsync("/told")).Status);
        Assert.Single(bench.Reported);
    }

    [Fact]
    public async Task Body_LargerThanInspected_IsSentWhole()
    {
        await using var bench = await WafBench.StartAsync("""{ "Response": "Body", "MaxInspectedResponseBytes": "1KiB" }""");
        await using var client = await bench.ConnectAsync();
        var text = new string('x', 20_000) + Leak;
        bench.Backend.Answer = _ => BackendResponse.Ok(text, ("Content-Type", "text/html"));
        Assert.Equal(text, (await client.GetAsync("/")).Text);
        bench.Backend.Answer = _ => BackendResponse.Ok(Leak + new string('x', 20_000), ("Content-Type", "text/html"));
        bench.Refused(await client.GetAsync("/"), 502, "response-anomaly-score");
    }

    [Fact]
    public async Task Body_InACodingThatCannotBeUndone_IsNotAskedFor_AndToldToTheRules()
    {
        const string Unseen = "SecRule OUTBOUND_DATA_ERROR \"@eq 1\" \"id:1,phase:4,deny,log\"\n";
        await using var bench = await WafBench.StartAsync("""{ "Rules": ["a.conf"], "Response": "Body" }""", "{}", ("a.conf", Unseen));
        await using var client = await bench.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/", ("Accept-Encoding", "zstd, gzip;q=0.5, br"))).Status);
        Assert.Equal(200, (await client.GetAsync("/", ("Accept-Encoding", "zstd"))).Status);
        Assert.Equal(["gzip;q=0.5, br", "identity"], bench.Backend.Requests.Select(static r => r.Headers["Accept-Encoding"]));
        bench.Backend.Answer = _ => BackendResponse.Ok(Leak, ("Content-Type", "text/html"), ("Content-Encoding", "zstd"));
        bench.Refused(await client.GetAsync("/"), 502, "response-rule");
    }

    [Theory]
    [InlineData(20_000, CompressionLevel.Optimal)]
    [InlineData(20_000, CompressionLevel.NoCompression)]
    public async Task Body_CompressedAndLargerThanInspected_HasItsStartInspected(int behind, CompressionLevel level)
    {
        await using var bench = await WafBench.StartAsync("""{ "Response": "Body", "MaxInspectedResponseBytes": "1KiB" }""");
        await using var client = await bench.ConnectAsync();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true)) gzip.Write(WafBench.Utf8(Leak + new string('x', behind)));
        bench.Backend.Answer = _ => BackendResponse.Of(200, packed.ToArray(), ("Content-Type", "text/html"), ("Content-Encoding", "gzip"));
        bench.Refused(await client.GetAsync("/"), 502, "response-anomaly-score");
    }

    [Fact]
    public async Task Off_LooksAtNoAnswer()
    {
        await using var bench = await WafBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        bench.Backend.Answer = _ => BackendResponse.Ok(Leak, ("Content-Type", "text/html"));
        Assert.Equal(200, (await client.GetAsync("/")).Status);
    }
}
