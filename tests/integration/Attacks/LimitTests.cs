using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>What is too large is refused before anything of it is forwarded.</summary>
public sealed class LimitTests
{
    private const string Small = """{ "Limits": { "MaxHeaderCount": 20, "MaxHeadersBytes": 4096, "MaxRequestLineBytes": 1024, "MaxBodyBytes": 4096 } }""";

    [Fact]
    public async Task TooManyOrTooLargeFields_Are431()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway(Small));
        var many = string.Concat(Enumerable.Range(0, 20).Select(static i => $"X-{i}: y\r\n"));
        var table = new CaseTable();
        foreach (var fields in (string[])[many, string.Concat(Enumerable.Repeat("X: y\r\n", 20)), $"X: {new string('a', 4096)}\r\n", $"{new string('a', 4096)}: y\r\n", string.Concat(Enumerable.Range(0, 10).Select(static i => $"X-{i}: {new string('a', 500)}\r\n"))])
        {
            await table.RunAsync(fields[..10], () => site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n", 431, closes: true));
        }

        var most = string.Concat(Enumerable.Range(0, 19).Select(static i => $"X-{i}: y\r\n"));
        Assert.Equal("y", (await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{most}\r\n")).Headers["X-18"]);
        table.Verify(5);
    }

    [Fact]
    public async Task TooManyOrTooLargeFieldsOverHttp2_AreRefused()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway(Small));
        foreach (var fields in ((string, string)[][])[[.. Enumerable.Range(0, 30).Select(static i => ($"x-{i}", "y"))], [("x", new string('a', 5000))], [.. Enumerable.Range(0, 10).Select(static i => ($"x-{i}", new string('a', 500)))]])
        {
            await using var http2 = await site.Gateway.Http2Async();
            await site.RefusedAsync(http2, Http2Headers.Get("/public/a", fields), 431, orProtocol: true);
        }

        await site.StillServesAsync();
    }

    [Fact]
    public async Task LongTarget_Is414()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway(Small).Gateway("""{ "CanonicalRequest": { "MaxTargetLength": 512 } }"""));
        await using var http2 = await site.Gateway.Http2Async();
        var path = new string('a', 600);
        var line = new string('a', 2000);
        await site.RefusedAsync($"GET /public/{line} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, closes: true);
        await site.RefusedAsync($"GET /public/a?{line} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, closes: true);
        await site.RefusedAsync($"GET /public/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414);
        await site.RefusedAsync($"GET /public/a?{path} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414);
        await site.RefusedAsync(http2, Http2Headers.Get($"/public/{path}"), 414);
        await site.RefusedAsync(http2, Http2Headers.Get($"/public/a?{path}"), 414);
        await site.StillServesAsync();
    }

    [Fact]
    public async Task LargeBody_Is413OnBothProtocolsAndInBothFramings()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway(Small));
        foreach (var head in (string[])["Content-Length: 4097\r\n\r\n", "Content-Length: 9000000000\r\n\r\n"])
        {
            await using var connection = await site.Gateway.Http1Async();
            await connection.SendAsync($"POST /public/a HTTP/1.1\r\nHost: localhost\r\n{head}");
            Assert.Equal(413, (await connection.ReadResponseAsync()).Status);
            Assert.True(await connection.WaitForCloseAsync());
        }

        await using (var connection = await site.Gateway.Http1Async())
        {
            await connection.SendAsync("POST /public/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            var chunk = Encoding.ASCII.GetBytes($"400\r\n{new string('a', 1024)}\r\n");
            for (var i = 0; i < 5 && await connection.TrySendAsync(chunk); i++)
            {
            }

            Assert.Equal(413, (await connection.ReadResponseAsync()).Status);
            Assert.True(await connection.WaitForCloseAsync());
        }

        await using var http2 = await site.Gateway.Http2Async();
        var declared = await http2.RequestAsync(Http2Headers.Request("POST", "/public/a", more: ("content-length", "5000")), new byte[5000]);
        Assert.Equal(413, declared.Status);
        var undeclared = await http2.RequestAsync(Http2Headers.Request("POST", "/public/a"), new byte[5000]);
        Assert.Equal(413, undeclared.Status);
        Assert.Empty(site.Backend.Requests);
        Assert.Equal(4096, (await site.ForwardedAsync(http2, Http2Headers.Request("POST", "/public/a"), new byte[4096])).Body.Length);
    }
}
