using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P12: the method that was authorised is the method that runs.</summary>
public sealed class MethodTests
{
    [Fact]
    public async Task MethodThatIsNotAccepted_Is405AndNothingIsForwarded()
    {
        string[] methods =
        [
            "TRACE", "TRACK", "get", "Get", "gET", "post", "delete", "FOO", "DEBUG", "PROPFIND", "MOVE", "COPY", "LOCK", "MKCOL", "SEARCH", "PURGE", "LINK", "PRI", "GETT", "GE", "X-GET", "GET_",
            "M-SEARCH", "QUERY", "options", "HEADER", "PUTT", "G%45T",
        ];
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var method in methods)
        {
            await table.RunAsync(method, async () =>
            {
                var response = await AnswerAsync(site, $"{method} /public/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                Assert.Equal(405, response.Status);
                Assert.DoesNotContain(method, response.Headers["Allow"]!.Split(", "));
                await site.RefusedAsync(http2, Http2Headers.Request(method, "/public/a"), 405, orProtocol: true);
            });
        }

        Assert.Equal(0, site.Backend.Heads);
        await site.StillServesAsync();
        table.Verify(28);
    }

    [Fact]
    public async Task Connect_OpensNoTunnel()
    {
        await using var site = await AttackSite.StartAsync();
        foreach (var target in (string[])["localhost:443", "localhost", $"127.0.0.1:{site.Backend.Port}", "evil.example:80", "/public/a"])
        {
            await using var connection = await site.Gateway.Http1Async();
            var response = await connection.RequestAsync($"CONNECT {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Contains(response.Status, (int[])[400, 405]);
            Assert.True(await connection.WaitForCloseAsync());
        }

        await using var http2 = await site.Gateway.Http2Async();
        await site.RefusedAsync(http2, [(":method", "CONNECT"), (":authority", "localhost:443")], 405, orProtocol: true);
        await site.RefusedAsync(http2, [(":method", "CONNECT"), (":scheme", "https"), (":authority", "localhost"), (":path", "/public/a")], 405, orProtocol: true);
        foreach (var protocol in (string[])["foo", "connect-udp", "h2c", "websocket, foo"])
        {
            await site.RefusedAsync(
                http2,
                [(":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":authority", "localhost"), (":path", "/public/a")], 405, orProtocol: true);
        }

        Assert.Equal(0, site.Backend.Heads);
    }

    // The tokens of RFC 9110 section 5.6.2 have no other characters.
    [Fact]
    public async Task MethodThatIsNoToken_Is400()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var method in (string[])["", " GET", "GET\t", "G\0T", "G/T", "G(T", "G\x80T", "G:T", "\tGET", "G,T", "G\"T", "{GET}"])
        {
            await table.RunAsync(method, () => site.RefusedAsync($"{method} /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes: true));
        }

        await site.StillServesAsync();
        table.Verify(12);
    }

    [Fact]
    public async Task MethodOverride_IsRemoved()
    {
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var name in (string[])["X-HTTP-Method-Override", "x-http-method-override", "X-HTTP-METHOD-OVERRIDE", "X-HTTP-Method", "X-Method-Override", "X_HTTP_Method_Override", "X-Original-Method"])
        {
            await table.RunAsync(name, async () =>
            {
                var first = await site.ForwardedAsync($"POST /public/a HTTP/1.1\r\nHost: localhost\r\n{name}: DELETE\r\nContent-Length: 2\r\n\r\nok");
                var second = await site.ForwardedAsync(http2, Http2Headers.Request("GET", "/public/a", more: (name.ToLowerInvariant(), "DELETE")));
                Assert.Equal("POST", first.Method);
                Assert.Equal("GET", second.Method);
                Assert.DoesNotContain("DELETE", first.HeadText + second.HeadText, StringComparison.Ordinal);
            });
        }

        table.Verify(7);
    }

    private static async Task<RawResponse> AnswerAsync(AttackSite site, string request)
    {
        await using var connection = await site.Gateway.Http1Async();
        var response = await connection.RequestAsync(request);
        await AttackSite.EndAsync(connection, response);
        return response;
    }
}
