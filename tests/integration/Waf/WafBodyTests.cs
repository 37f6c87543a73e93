using System.IO.Compression;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Bodies: their limits, codings and kinds, and those that pass while they are inspected.</summary>
public sealed class WafBodyTests
{
    private const string Attack = "<script>alert(1)</script>";

    private static readonly (string, string) Json = ("Content-Type", "application/json");
    private static readonly (string, string) Form = ("Content-Type", "application/x-www-form-urlencoded");
    private static readonly (string, string) Parts = ("Content-Type", "multipart/form-data; boundary=b-1");

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task LargerThanInspected_IsRefusedOrItsStartInspected(WireProtocol protocol)
    {
        var late = WafBench.Utf8("a=" + new string('x', 5000) + "&b=" + Uri.EscapeDataString(Attack));
        var early = WafBench.Utf8("b=" + Uri.EscapeDataString(Attack) + "&a=" + new string('x', 5000));
        await using var rejecting = await WafBench.StartAsync("""{ "MaxInspectedBodyBytes": "4KiB" }""");
        await using (var client = await rejecting.ConnectAsync(protocol))
        {
            var answer = await client.PostAsync("/", late, Form);
            rejecting.Refused(answer, 413, "body-too-large");
            Assert.Equal("A body may have at most 4096 bytes, files aside.", answer.Json.GetProperty("detail").GetString());
            Assert.Equal(200, (await client.PostAsync("/", late.AsMemory(0, 4096), Form)).Status);
        }

        await using var partial = await WafBench.StartAsync("""{ "MaxInspectedBodyBytes": "4KiB", "BodyLimitAction": "ProcessPartial" }""");
        await using (var client = await partial.ConnectAsync(protocol))
        {
            Assert.Equal(200, (await client.PostAsync("/", late, Form)).Status);
            partial.Refused(await client.PostAsync("/", early, Form), 403, "anomaly-score");
            var json = WafBench.Utf8("{\"a\":\"" + new string('x', 5000) + "\"}");
            Assert.Equal(200, (await client.PostAsync("/", json, Json)).Status);
            var seen = await partial.Backend.WaitForRequestsAsync(2);
            Assert.Equal(late, seen[0].Body.ToArray());
            Assert.Equal(json, seen[1].Body.ToArray());
        }
    }

    [Fact]
    public async Task LargerThanInspected_InReportMode_IsToldAndPassesWhole()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Report", "MaxInspectedBodyBytes": "4KiB" }""");
        await using var client = await bench.ConnectAsync();
        var early = WafBench.Utf8("b=" + Uri.EscapeDataString(Attack) + "&a=" + new string('x', 50_000));
        var harmless = WafBench.Utf8("a=" + new string('x', 50_000));
        Assert.Equal(200, (await client.PostAsync("/", early, Form)).Status);
        Assert.Equal(200, (await client.PostAsync("/", harmless, Form)).Status);
        Assert.Equal(["anomaly-score", "body-too-large"], bench.Reported);
        var seen = await bench.Backend.WaitForRequestsAsync(2);
        Assert.Equal(early, seen[0].Body.ToArray());
        Assert.Equal(harmless, seen[1].Body.ToArray());
    }

    [Fact]
    public async Task Compressed_IsInspectedDecoded_AndForwardedAsItCame()
    {
        await using var bench = await WafBench.StartAsync("""{ "MaxInspectedBodyBytes": "64KiB" }""");
        await using var client = await bench.ConnectAsync();
        var good = Gzip("a=fine");
        Assert.Equal(200, (await client.PostAsync("/", good, Form, ("Content-Encoding", "gzip"))).Status);
        Assert.Equal(good, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.ToArray());
        bench.Refused(await client.PostAsync("/", Gzip("a=" + Uri.EscapeDataString(Attack)), Form, ("Content-Encoding", "gzip")), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/", Gzip("a=" + new string('x', 1 << 20)), Form, ("Content-Encoding", "gzip")), 413, "body-decompressed-too-large");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("a=1"), Form, ("Content-Encoding", "gzip")), 400, "content-encoding-malformed");
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("a=1"), Form, ("Content-Encoding", "zstd")), 415, "content-encoding-not-allowed");
    }

    [Fact]
    public async Task Malformed_IsRefusedByTheRulesForIt()
    {
        await using var bench = await WafBench.StartAsync(policies: """{ "RequestLimits": null }""");
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.PostAsync("/", "{\"a\":"u8.ToArray(), Json), 400, "rule");
        bench.Refused(await client.PostAsync("/", "--b-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"u8.ToArray(), Parts), 400, "rule");
    }

    /// <summary>What rules found in the head is told and counted, whatever keeps the body from being read.</summary>
    [Fact]
    public async Task Unread_DoesNotHideWhatTheHeadHolds()
    {
        const string Rules = "SecRule ARGS_GET:a \"@streq bad\" \"id:1,phase:1,deny,status:403,log\"\nSecRule ARGS_GET:a \"@streq odd\" \"id:2,phase:1,pass,log\"\n";
        await using var report = await WafBench.StartAsync("""{ "Mode": "Report", "Rules": ["a.conf"] }""", "{}", ("a.conf", Rules));
        await using (var client = await report.ConnectAsync())
            Assert.Equal(200, (await client.PostAsync("/?a=bad", "a=1"u8.ToArray(), Form, ("Content-Encoding", "zstd"))).Status);
        Assert.Equal(["rule"], report.Reported);

        await using var bench = await WafBench.StartAsync("""{ "Rules": ["a.conf"] }""", "{}", ("a.conf", Rules));
        using var matches = new CounterSum(bench.Gateway, "gateway.waf.matches");
        await using (var client = await bench.ConnectAsync())
            bench.Refused(await client.PostAsync("/?a=odd", "a=1"u8.ToArray(), Form, ("Content-Encoding", "zstd")), 415, "content-encoding-not-allowed");
        Assert.Equal(1, matches.Total);
    }

    [Fact]
    public async Task RequestBodyOff_OrASkippedType_IsNotInspected()
    {
        await using var off = await WafBench.StartAsync("""{ "RequestBody": false }""");
        await using var offClient = await off.ConnectAsync();
        Assert.Equal(200, (await offClient.PostAsync("/", WafBench.Utf8("a=" + Uri.EscapeDataString(Attack)), Form)).Status);

        await using var bench = await WafBench.StartAsync("""{ "Variables": { "allowed_request_content_type": "|application/octet-stream| |text/plain|" } }""");
        await using var client = await bench.ConnectAsync();
        var binary = WafBench.Utf8(new string('x', 3 << 20) + Attack);
        Assert.Equal(200, (await client.PostAsync("/", binary, ("Content-Type", "application/octet-stream"))).Status);
        Assert.Equal(binary.Length, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.Length);
        bench.Refused(await client.PostAsync("/", WafBench.Utf8("x\nGET /admin HTTP/1.1\n"), ("Content-Type", "text/plain")), 403, "anomaly-score");
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task LargeMultipart_PassesWhileItIsInspected(WireProtocol protocol)
    {
        await using var bench = await WafBench.StartAsync("""{ "MaxInspectedBodyBytes": "64KiB" }""");
        await using var client = await bench.ConnectAsync(protocol);
        var file = ("Content-Disposition: form-data; name=\"f\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg", new string('z', 3 << 20) + Attack);
        var good = WafBench.Multipart(("Content-Disposition: form-data; name=\"title\"", "holiday"), file);
        Assert.Equal(200, (await client.PostAsync("/upload", good, Parts)).Status);
        Assert.Equal(good, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.ToArray());

        bench.Refused(await Fresh(bench, protocol, WafBench.Multipart(file, ("Content-Disposition: form-data; name=\"title\"", Attack))), 403, "anomaly-score");
        bench.Refused(await Fresh(bench, protocol, WafBench.Multipart(("Content-Disposition: form-data; name=\"f\"; filename=\"shell.php\"\r\nContent-Type: image/jpeg", file.Item2))), 403, "anomaly-score");
        bench.Refused(await Fresh(bench, protocol, WafBench.Multipart(file, ("Content-Disposition: form-data; name=\"title\"", new string('y', 100 << 10)))), 413, "body-too-large");
        // What was refused has never become a whole request.
        Assert.Single(bench.Backend.Requests);
    }

    [Fact]
    public async Task LargeMultipart_InReportMode_PassesAndIsTold()
    {
        await using var bench = await WafBench.StartAsync("""{ "Mode": "Report", "MaxInspectedBodyBytes": "64KiB" }""");
        await using var client = await bench.ConnectAsync();
        var bad = WafBench.Multipart(("Content-Disposition: form-data; name=\"f\"; filename=\"a.bin\"", new string('z', 1 << 20)), ("Content-Disposition: form-data; name=\"title\"", Attack));
        Assert.Equal(200, (await client.PostAsync("/upload", bad, Parts)).Status);
        Assert.Equal(bad, (await bench.Backend.WaitForRequestsAsync(1))[0].Body.ToArray());
        Assert.Equal(["anomaly-score"], bench.Reported);
    }

    private static async Task<WireAnswer> Fresh(WafBench bench, WireProtocol protocol, byte[] body)
    {
        await using var client = await bench.ConnectAsync(protocol);
        return await client.PostAsync("/upload", body, Parts);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(WafBench.Utf8(text));
        return packed.ToArray();
    }
}
