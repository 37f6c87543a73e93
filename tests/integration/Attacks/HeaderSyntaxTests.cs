using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS S3, S6, H7: names are tokens, values are visible ASCII, and no line begins inside a value.</summary>
public sealed class HeaderSyntaxTests
{
    [Fact]
    public async Task MalformedField_Is400AndCloses()
    {
        string[] lines =
        [
            ": empty", " : space", "X Y: z", "X : y", "X\t: y", "\tX: y", " X: y", "X\0Y: z", "X\x01: y", "X\x7f: y", "X\xc3\xa9: y", "X(Y): z", "X[Y]: z", "X{Y}: z", "X@Y: z", "X/Y: z", "X,Y: z", "X;Y: z", "X\"Y: z", "X<Y>: z", "X=Y: z", "X?Y: z", "X\\Y: z",
            "no colon", "X", "X: a\rb", "X: a\0b", "X: a\x01b", "X: a\x08", "X: a\x1b[0m", "X: a\x7f", "X: a\x0b" + "b", "X: a\x0c" + "b", "X: \xc3\xa9", "X: \xff", "X: a\x80", "X: y\r\n folded", "X: y\r\n\tfolded", "X: a\r", "\rX: y", "X\r: y", "X: y\r\r\nZ: z",
            "Cookie: a\x01", "Authorization: Bearer \xe2\x82\xac", "User-Agent: \x1b]0;title\x07",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var line in lines)
        {
            await table.RunAsync(line, async () =>
            {
                await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n", 400, closes: true);
                await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\nX-First: y\r\n{line}\r\nX-Last: y\r\n\r\n", 400, closes: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(45);
    }

    [Fact]
    public async Task MalformedFieldOverHttp2_IsRefused()
    {
        (string Name, string Value)[] fields =
        [
            ("x", "a\r\nx-user: admin"), ("x", "a\nb"), ("x", "a\rb"), ("x", "a\0b"), ("x", "a\x01"), ("x", "a\x7f"), ("x", "\xc3\xa9"), ("x", "\xff"), ("x", "\x1b[0m"), ("x\r\ny", "z"), ("x: y", "z"), ("x:y", "z"), ("x y", "z"), ("", "z"), (" ", "z"), ("x\0", "z"), ("X-Upper", "z"), ("xY", "z"),
            ("x(y)", "z"), ("x\xc3\xa9", "z"), ("x\"", "z"), ("x/y", "z"), ("x,y", "z"), (":unknown", "z"), (":path", "/admin/x"), (":method", "POST"), (":authority", "evil.example"), (":status", "200"), (":scheme", "http"), ("transfer-encoding", "chunked"), ("connection", "close"),
            ("content-length", "5"), ("content-length", "-1"), ("content-length", "x"), ("host\0", "a"), ("\tx", "z"),
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var field in fields)
        {
            await table.RunAsync($"{field}", async () =>
            {
                await using var http2 = await site.Gateway.Http2Async();
                await site.RefusedAsync(http2, Http2Headers.Get("/public/a", field), 400, orProtocol: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(36);
    }

    // RFC 9113 section 8.1.1: a length that differs from the DATA that comes is a malformed request.
    [Fact]
    public async Task LengthThatIsNotTheDatas_NeverReachesTheBackendAsARequest()
    {
        await using var site = await AttackSite.StartAsync();
        foreach (var (length, body) in ((string, string)[])[("5", "hello world"), ("11", "hello"), ("0", "hello"), ("5", "")])
        {
            await using var http2 = await site.Gateway.Http2Async();
            var response = await http2.RequestAsync(Http2Headers.Request("POST", "/public/a", more: ("content-length", length)), System.Text.Encoding.ASCII.GetBytes(body));
            Assert.NotEqual(200, response.Status);
        }

        Assert.Empty(site.Backend.Requests);
    }

    [Fact]
    public async Task EncodedLineEnds_StayEncodedTowardsTheBackendAndOutOfEvents()
    {
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var payload in (string[])["%0d%0aX-User:%20admin", "%0aX-User:%20admin", "%0D%0A%0D%0AGET%20/admin%20HTTP/1.1", "%E5%98%8D%E5%98%8AX-User:%20admin", "%0d%20X", "%0d%0a%09folded"])
        {
            await table.RunAsync(payload, async () =>
            {
                foreach (var request in (RecordedRequest[])
                [
                    await site.ForwardedAsync($"GET /public/a?b={payload} HTTP/1.1\r\nHost: localhost\r\nReferer: https://localhost/{payload}\r\n\r\n"),
                    await site.ForwardedAsync(http2, Http2Headers.Get($"/public/a?b={payload}", ("referer", $"https://localhost/{payload}"))),
                ])
                {
                    Assert.False(request.Headers.Has("X-User"));
                    Assert.DoesNotContain("\n", request.RequestLine, StringComparison.Ordinal);
                    Assert.Equal($"https://localhost/{payload}", request.Headers["Referer"]);
                }

                await site.RefusedAsync($"GET /admin/a?b={payload} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {payload}\r\nUser-Agent: {payload}\r\n\r\n", 401);
                if (payload.StartsWith("%0", StringComparison.Ordinal)) await site.RefusedAsync($"GET /public/{payload} HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
            });
        }

        Assert.NotEmpty(site.Gateway.Events.All);
        Assert.All(site.Gateway.Events.All, static e => Assert.DoesNotContain("X-User", e.ToString(), StringComparison.Ordinal));
        Assert.All(site.Gateway.Events.All, static e => Assert.DoesNotContain('\n', e.ToString()));
        table.Verify(6);
    }

    [Fact]
    public async Task UnknownExpectation_Is417()
    {
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        foreach (var expect in (string[])["foo", "100-continue, foo", "200-ok", "100-continu", "100"])
        {
            await site.RefusedAsync($"POST /public/a HTTP/1.1\r\nHost: localhost\r\nExpect: {expect}\r\nContent-Length: 5\r\n\r\nhello", 417, closes: true);
            await site.RefusedAsync(http2, Http2Headers.Get("/public/a", ("expect", expect)), 417);
        }
    }
}
