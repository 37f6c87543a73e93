using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Bodies;

/// <summary>The Bodies class of the attack list: what two parsers could read differently, or what is too much, never arrives.</summary>
public sealed class BodyTests
{
    private static readonly (string Name, string Value) Json = ("Content-Type", "application/json");
    private static readonly (string Name, string Value) Gzip = ("Content-Encoding", "gzip");

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task ContentType_ThatIsNotPlainlyAllowed_IsRefused(WireProtocol protocol)
    {
        await using var bench = await BodyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        const string Limits = "RequestLimits";
        (string? Type, int Status, string Policy, string Reason)[] cases =
        [
            ("text/plain", 415, Limits, "content-type-not-allowed"),
            (null, 415, Limits, "content-type-missing"),
            ("", 415, Limits, "content-type-missing"),
            ("application/jsonx", 415, Limits, "content-type-not-allowed"),
            ("application/json; charset=utf-7", 415, Limits, "charset-not-allowed"),
            ("application/json; charset=utf-16", 415, Limits, "charset-not-allowed"),
            ("application/json; charset=utf-8; charset=utf-7", 415, Limits, "charset-not-allowed"),
            ("application/json; charset=\"UTF-7\"", 415, Limits, "charset-not-allowed"),
            ("application/json, text/plain", 415, Limits, "content-type-malformed"),
            ("application/json text/plain", 415, Limits, "content-type-malformed"),
            ("application/json;charset", 415, Limits, "content-type-malformed"),
            ("application", 415, Limits, "content-type-malformed"),
            ("application/ json", 415, Limits, "content-type-malformed"),
            ("multipart/form-data; boundary=a", 415, Limits, "content-type-not-allowed"),
            ("application/x-www-form-urlencoded", 415, Limits, "content-type-not-allowed"),
        ];
        foreach (var (type, status, policy, reason) in cases)
        {
            (string, string)[] headers = type is null ? [] : [("Content-Type", type)];
            Refusals.Check(bench.Gateway, await client.PostAsync("/only/1", "{}"u8.ToArray(), headers), status, policy, reason, type ?? "none");
        }

        Refusals.Check(bench.Gateway, await client.PostAsync("/only/1", "{}"u8.ToArray(), Json, Json), 400, "CanonicalRequest", "header-repeated", "twice");
        Refusals.Check(bench.Gateway, await client.PostAsync("/only/1", "{}"u8.ToArray(), Json, ("Content-Type", "text/plain")), 400, "CanonicalRequest", "header-repeated", "two");
        Refusals.Check(bench.Gateway, await client.PostAsync("/only/1", "{}"u8.ToArray(), Json, ("Content-Encoding", "zstd")), 415, Limits, "content-encoding-not-allowed", "zstd");
        Refusals.Check(bench.Gateway, await client.PostAsync("/only/1", "{}"u8.ToArray(), Json, ("Content-Encoding", "gzip, gzip")), 415, Limits, "content-encoding-not-allowed", "gzip twice");
        Assert.Equal(0, bench.Backend.Heads);
        string[] good = ["application/json", "APPLICATION/JSON", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "application/json;"];
        foreach (var type in good) Assert.Equal(200, (await client.PostAsync("/only/1", "{}"u8.ToArray(), ("Content-Type", type))).Status);
        Assert.Equal(good.Length, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task JsonThatParsersDisagreeAbout_IsRefused(WireProtocol protocol)
    {
        await using var bench = await BodyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        const string Malformed = "json-malformed";
        (string What, byte[] Body, string Reason)[] cases =
        [
            ("duplicate", """{"a":1,"a":2}"""u8.ToArray(), "json-duplicate-member"),
            ("duplicate by escape", """{"a":1,"\u0061":2}"""u8.ToArray(), "json-duplicate-member"),
            ("nested duplicate", """{"x":[{"a":1,"b":2,"a":3}]}"""u8.ToArray(), "json-duplicate-member"),
            ("duplicate far apart", BodyBench.Utf8($$"""{"a":1,{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"m{i}\":0"))}},"a":2}"""), "json-duplicate-member"),
            ("depth 10,000", BodyBench.Utf8(new string('[', 10_000) + new string(']', 10_000)), "json-depth"),
            ("depth 10,000 of objects", BodyBench.Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000)), "json-depth"),
            ("depth 33", BodyBench.Utf8(new string('[', 33) + new string(']', 33)), "json-depth"),
            ("unclosed depth", BodyBench.Utf8(new string('[', 60_000)), "json-depth"),
            ("BOM", [0xef, 0xbb, 0xbf, .. "{}"u8], Malformed),
            ("UTF-16", Encoding.Unicode.GetBytes("{\"a\":1}"), Malformed),
            ("NaN", "[NaN]"u8.ToArray(), Malformed),
            ("Infinity", "[Infinity]"u8.ToArray(), Malformed),
            ("-Infinity", "[-Infinity]"u8.ToArray(), Malformed),
            ("hexadecimal", "[0x10]"u8.ToArray(), Malformed),
            ("leading zero", "[01]"u8.ToArray(), Malformed),
            ("leading plus", "[+1]"u8.ToArray(), Malformed),
            ("bare fraction", "[.5]"u8.ToArray(), Malformed),
            ("trailing comma", "[1,]"u8.ToArray(), Malformed),
            ("trailing comma in object", """{"a":1,}"""u8.ToArray(), Malformed),
            ("comment", "{}//"u8.ToArray(), Malformed),
            ("comment inside", "[1,/*x*/2]"u8.ToArray(), Malformed),
            ("single quotes", "{'a':1}"u8.ToArray(), Malformed),
            ("no quotes", "{a:1}"u8.ToArray(), Malformed),
            ("two texts", "{}{}"u8.ToArray(), Malformed),
            ("rest", "{} x"u8.ToArray(), Malformed),
            ("NUL behind", [.. "{}"u8, 0], Malformed),
            ("unclosed", """{"a":1"""u8.ToArray(), Malformed),
            ("blank", "   "u8.ToArray(), Malformed),
            ("lone surrogate", """["\ud800"]"""u8.ToArray(), Malformed),
            ("lone low surrogate in a name", """{"\udc00":1}"""u8.ToArray(), Malformed),
            ("overlong UTF-8", [.. "[\""u8, 0xc0, 0xaf, .. "\"]"u8], Malformed),
            ("surrogate in UTF-8", [.. "[\""u8, 0xed, 0xa0, 0x80, .. "\"]"u8], Malformed),
            ("raw line end in a text", "[\"a\nb\"]"u8.ToArray(), Malformed),
            ("unknown escape", """["\x41"]"""u8.ToArray(), Malformed),
            ("vertical tab", "[1,\v2]"u8.ToArray(), Malformed),
            ("long number", BodyBench.Utf8($"[{new string('9', 200)}]"), "json-number-length"),
            ("long name", BodyBench.Utf8($"{{\"{new string('n', 300)}\":1}}"), "json-name-length"),
            ("many members", BodyBench.Utf8($"{{{string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"m{i}\":0"))}}}"), "json-members"),
            ("many elements", BodyBench.Utf8($"[{string.Join(',', Enumerable.Repeat('0', 10_001))}]"), "json-elements"),
        ];
        Assert.Equal(39, cases.Length);
        foreach (var (what, body, reason) in cases)
        {
            Refusals.Check(bench.Gateway, await client.PostAsync("/json/1", body, Json), 400, "RequestLimits", reason, what);

            // Every way of saying JSON, and in a content coding, too.
            Assert.Equal(400, (await client.PostAsync("/json/1", body, ("Content-Type", "application/problem+json; x=y"))).Status);
            Assert.Equal(400, (await client.PostAsync("/json/1", BodyBench.Gzip(body), Json, Gzip)).Status);
        }

        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task CompressedBody_ThatIsABombOrNoSuch_IsRefused(WireProtocol protocol)
    {
        await using var bench = await BodyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var bomb = BodyBench.Gzip(BodyBench.Utf8($"\"{new string('a', 20_000_000)}\""));
        Assert.True(bomb.Length < BodyBench.MaxBytes);
        Refusals.Check(bench.Gateway, await client.PostAsync("/json/1", bomb, Json, Gzip), 413, "RequestLimits", "body-decompressed-too-large", "bomb");
        Refusals.Check(bench.Gateway, await client.PostAsync("/json/1", BodyBench.Gzip(BodyBench.JsonOf(BodyBench.MaxBytes + 1)), Json, Gzip), 413, "RequestLimits", "body-decompressed-too-large", "one byte more");
        var good = BodyBench.Gzip("{}"u8);
        (string What, byte[] Body)[] broken = [("plain", "{}"u8.ToArray()), ("cut off", good[..^9]), ("damaged", [.. good[..12], 0xff, .. good[13..]])];
        foreach (var (what, body) in broken)
            Assert.True(await client.PostAsync("/json/1", body, Json, Gzip) is { Status: 400 }, what);
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Fact]
    public async Task BodyOverTheLimit_DeclaredOrNot_IsRefusedAndNeverWhole()
    {
        await using var bench = await BodyBench.StartAsync();
        foreach (var protocol in (WireProtocol[])[WireProtocol.Http1, WireProtocol.Http2])
        {
            await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
            foreach (var target in (string[])["/json/1", "/any/1"])
            {
                var answer = await client.PostAsync(target, new byte[BodyBench.MaxBytes + 1], target == "/json/1" ? Json : ("Content-Type", "application/octet-stream"));
                Refusals.Check(bench.Gateway, answer, 413, "RequestLimits", "body-too-large", $"{protocol} {target}");
            }
        }

        // Declared only: the answer comes before a byte of the body.
        await using (var http1 = await bench.Gateway.Http1Async())
            Assert.Equal(413, (await http1.RequestAsync("POST /any/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n")).Status);
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData("/json/1", "application/json", "RequestLimits")]
    [InlineData("/any/1", "application/octet-stream", "Forwarding")]
    public async Task ChunkedBodyOverTheLimit_IsRefused_AndTheBackendNeverHasIt(string target, string type, string policy)
    {
        await using var bench = await BodyBench.StartAsync();
        await using var http1 = await bench.Gateway.Http1Async();
        var chunk = $"{0x4000:x}\r\n{new string('1', 0x4000)}\r\n";
        await http1.SendAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 5; i++) await http1.TrySendAsync(Encoding.ASCII.GetBytes(chunk));
        await http1.TrySendAsync("0\r\n\r\n"u8.ToArray());
        var answer = WireAnswer.Of(await http1.ReadResponseAsync());
        Refusals.Check(bench.Gateway, answer, 413, policy, "body-too-large");
        Assert.True(await http1.WaitForCloseAsync());
        Assert.Empty(bench.Backend.Requests);

        await using var http2 = await bench.Gateway.Http2Async();
        var streamed = await http2.RequestAsync(
            Http2Headers.Request("POST", target, more: [("content-type", type)]), Encoding.ASCII.GetBytes(new string('1', 5 * 0x4000)));
        Refusals.Check(bench.Gateway, WireAnswer.Of(streamed), 413, policy, "body-too-large");
        Assert.Empty(bench.Backend.Requests);
        if (policy == "RequestLimits") Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task BodyAtTheLimit_PassesByteForByte(WireProtocol protocol)
    {
        await using var bench = await BodyBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var random = new byte[BodyBench.MaxBytes];
        new Random(7).NextBytes(random);
        var json = BodyBench.JsonOf(BodyBench.MaxBytes);
        (string What, string Target, byte[] Body, (string, string)[] Headers)[] cases =
        [
            ("JSON", "/json/1", json, [Json]),
            ("JSON with odd white space", "/json/1", BodyBench.Utf8(" {\r\n\t\"a\" : [ 1e400 , -0.0, 1E+2 ] }\n "), [Json]),
            ("gzip JSON", "/json/1", BodyBench.Gzip(json), [Json, Gzip]),
            ("binary", "/any/1", random, [("Content-Type", "application/octet-stream")]),
            ("binary without type", "/any/1", random, []),
            ("gzip that nobody looks into", "/any/1", BodyBench.Gzip(random.AsSpan(0, 1000)), [("Content-Type", "text/csv"), Gzip]),
            ("depth 32", "/json/1", BodyBench.Utf8(new string('[', 32) + new string(']', 32)), [Json]),
            ("empty", "/json/1", [], [Json]),
        ];
        foreach (var (what, target, body, headers) in cases)
        {
            bench.Backend.Clear();
            var answer = await client.PostAsync(target, body, headers);
            Assert.True(answer.Status == 200, $"{what}: {answer}");
            var request = Assert.Single(bench.Backend.Requests);
            Assert.True(request.Body.Span.SequenceEqual(body), $"{what}: the bytes differ");
            foreach (var (name, value) in headers) Assert.Equal(value, request.Headers[name]);
        }

        // Of unknown length, too; there the server counts the framing, which is part of what is sent.
        const string Ends = "ff00\r\n\r\n0\r\n\r\n";
        bench.Backend.Clear();
        await using var http1 = await bench.Gateway.Http1Async();
        var content = random[..(BodyBench.MaxBytes - Ends.Length)];
        var chunked = $"{content.Length:x}\r\n{Encoding.Latin1.GetString(content)}\r\n0\r\n\r\n";
        Assert.Equal(200, (await http1.RequestAsync($"POST /any/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}")).Status);
        Assert.True(Assert.Single(bench.Backend.Requests).Body.Span.SequenceEqual(content));
        bench.Backend.Clear();
        await using var http2 = await bench.Gateway.Http2Async();
        Assert.Equal(200, (await http2.RequestAsync(Http2Headers.Request("POST", "/any/1"), random)).Status);
        Assert.True(Assert.Single(bench.Backend.Requests).Body.Span.SequenceEqual(random));
    }
}
