namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS S2, S3: where a request ends has one answer, or the connection ends.</summary>
public sealed class FramingTests
{
    private const string Smuggled = "GET /admin/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Fact]
    public async Task DoubtfulLength_Is400AndCloses()
    {
        string[] framings =
        [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nX-Content-Length: 5\r\n",
            "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 5\r\n", "Content-Length: 5,6\r\n", "Content-Length: -5\r\n", "Content-Length: +5\r\n", "Content-Length: -0\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5.0\r\n", "Content-Length: five\r\n",
            "Content-Length:\r\n", "Content-Length: 5 5\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: 5;x\r\n", "Content-Length: \"5\"\r\n", "Content-Length: 5\r\nContent-length: 0\r\n", "Content-Length : 5\r\n", "Content-Length\t: 5\r\n", " Content-Length: 5\r\n",
            "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunkedx\r\n", "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: identity, chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding : chunked\r\n", "Transfer-Encoding\t: chunked\r\n", "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding: chunked;q=1\r\n", "Transfer-Encoding: \x0b" + "chunked\r\n", "Transfer-Encoding: ch\x00unked\r\n", "Transfer-Encoding:\r\n",
            "Transfer-Encoding:\r\n chunked\r\n", "X: y\r\n Transfer-Encoding: chunked\r\n", "X: y\r\n\tContent-Length: 5\r\n", "Transfer-Encoding: ,chunked\r\n", "Transfer-Encoding: chunked,\r\n", "X: y\rTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
            "Transfer-Encoding: c\xffhunked\r\n", "Transfer-Encoding: trailers\r\n",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var framing in framings)
        {
            // 501 is Kestrel's word for a coding that it does not know.
            await table.RunAsync(framing, () => DoubtfulAsync(site, $"POST /public/a HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n0\r\n\r\n{Smuggled}"));
            await table.RunAsync("GET " + framing, () => DoubtfulAsync(site, $"GET /public/a HTTP/1.1\r\n{framing}Host: localhost\r\n\r\n0\r\n\r\n{Smuggled}"));
        }

        await site.StillServesAsync();
        table.Verify(102);
    }

    [Fact]
    public async Task ChunkedInHttp10_IsRefused()
    {
        await using var site = await AttackSite.StartAsync();
        await DoubtfulAsync(site, $"POST /public/a HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}");
        await DoubtfulAsync(site, $"POST /public/a HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n{Smuggled}");
        await DoubtfulAsync(site, $"POST /public/a HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{Smuggled}");
        await DoubtfulAsync(site, $"GET /public/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n{Smuggled}");
        await site.StillServesAsync();
    }

    // Kestrel reads these as one clean value: the test holds it to forwarding that one.
    [Fact]
    public async Task LengthThatIsReadAsOneValue_IsForwardedAsOne()
    {
        await using var site = await AttackSite.StartAsync();
        foreach (var framing in (string[])["Content-Length: 005", "Content-Length:5", "Content-Length: 5\t", "CONTENT-LENGTH: 5"])
        {
            var request = await site.ForwardedAsync($"POST /public/a HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\nhello");
            Assert.Equal("5", request.Headers["Content-Length"]);
            Assert.Equal("hello", request.BodyText);
            Assert.False(request.Headers.Has("Transfer-Encoding"));
        }

        foreach (var framing in (string[])["Transfer-Encoding: chunked", "transfer-encoding: CHUNKED", "Transfer-Encoding:chunked "])
        {
            var request = await site.ForwardedAsync($"POST /public/a HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            Assert.Equal("chunked", request.Headers["Transfer-Encoding"]);
            Assert.Equal("hello", request.BodyText);
            Assert.False(request.Headers.Has("Content-Length"));
        }
    }

    [Fact]
    public async Task MalformedChunk_EndsTheConnectionAndNothingCompleteIsForwarded()
    {
        string[] bodies =
        [
            "5;a\nb\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n", "5 \r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "g\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n",
            "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhell\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "80000000\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5;\n\r\nhello\r\n0\r\n\r\n",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var body in bodies)
        {
            await table.RunAsync(body, async () =>
            {
                site.Backend.Clear();
                await using var connection = await site.Gateway.Http1Async();
                await connection.SendAsync($"POST /public/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{body}{Smuggled}");
                await connection.CloseSendAsync();
                if (await connection.ReadResponseOrCloseAsync() is { } response) Assert.Equal(400, response.Status);
                Assert.True(await connection.WaitForCloseAsync());
                Assert.Equal(0, connection.Unread.Length);
                Assert.DoesNotContain(site.Backend.Requests, static r => r.Target != "/public/a" || r.BodyText.Contains("smuggled", StringComparison.Ordinal));
                Assert.Empty(site.Backend.Requests);
            });
        }

        table.Verify(17);
    }

    // Nobody reads the body here: the answer is decided by the head, and the bytes that follow are still no request.
    [Fact]
    public async Task MalformedChunk_OfARefusedRequest_IsNeverTheNextRequest()
    {
        await using var site = await AttackSite.StartAsync();
        var heads = site.Backend.Heads;
        var table = new CaseTable();
        foreach (var body in (string[])["5;a\nb\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n", "g\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "0\r\n\r\n", "5\r\nhello\r\n0\r\nX: y\r\n\r\n"])
        {
            await table.RunAsync(body, async () =>
            {
                await using var connection = await site.Gateway.Http1Async();
                await connection.SendAsync($"POST /admin/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{body}GET /public/smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                Assert.Equal(401, (await connection.ReadResponseAsync()).Status);
                var next = await connection.ReadResponseOrCloseAsync();
                var wellFormed = body.StartsWith("0\r\n", StringComparison.Ordinal) || body.Contains("X: y", StringComparison.Ordinal);
                if (!wellFormed && next is not null) Assert.Equal(400, next.Status);
                if (!wellFormed) Assert.Equal(heads, site.Backend.Heads);
                heads = site.Backend.Heads;
            });
        }

        table.Verify(6);
    }

    [Fact]
    public async Task BareLineFeeds_Are400AndClose()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var head in (string[])
        [
            "GET /public/a HTTP/1.1\nHost: localhost\n\n", "GET /public/a HTTP/1.1\r\nHost: localhost\n\r\n", "GET /public/a HTTP/1.1\nHost: localhost\r\n\r\n", "GET /public/a HTTP/1.1\r\nX: y\nHost: localhost\r\n\r\n",
            "GET /public/a HTTP/1.1\r\nHost: localhost\r\nX: y\nZ: z\r\n\r\n", "GET /public/a HTTP/1.1\r\nHost: localhost\r\n\n",
        ])
        {
            await table.RunAsync(head, async () =>
            {
                await using var connection = await site.Gateway.Http1Async();
                await connection.SendAsync(head + Smuggled);
                Assert.Equal(400, (await connection.ReadResponseAsync()).Status);
                Assert.True(await connection.WaitForCloseAsync());
                Assert.Equal(0, connection.Unread.Length);
            });
        }

        Assert.Equal(0, site.Backend.Heads);
        table.Verify(6);
    }

    private static async Task DoubtfulAsync(AttackSite site, string request)
    {
        var heads = site.Backend.Heads;
        await using var connection = await site.Gateway.Http1Async();
        var response = await connection.RequestAsync(request);
        Assert.True(response.Status is 400 or 411 or 501, $"expected 400, 411 or 501, got {response}");
        Assert.Equal("close", response.Headers["Connection"]);
        Assert.True(await connection.WaitForCloseAsync(), "the connection stays open");
        Assert.Equal(0, connection.Unread.Length);
        Assert.Equal(heads, site.Backend.Heads);
        Assert.Empty(site.Backend.Incomplete);
    }
}
