using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS S7: what follows an early refusal is the rest of that request's body, whatever it looks like.</summary>
public sealed class UnreadBodyTests
{
    private static readonly string[] Refused =
    [
        "POST /admin/a HTTP/1.1\r\nHost: localhost\r\n", "POST /unknown HTTP/1.1\r\nHost: localhost\r\n", "POST /public/..;/a HTTP/1.1\r\nHost: localhost\r\n", "POST /public/a HTTP/1.1\r\nHost: evil.example\r\n",
        "POST /public/a HTTP/1.1\r\nHost: localhost,x\r\n", "FOO /public/a HTTP/1.1\r\nHost: localhost\r\n", "POST /public/a HTTP/1.1\r\nHost: localhost\r\nExpect: foo\r\n", "POST /public/a HTTP/1.1\r\nHost: localhost\r\nX: \x01\r\n",
        "POST /public/a HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: a\r\nX-Api-Key: b\r\n", "POST /admin/a HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: wrong\r\n", "POST /admin/a HTTP/1.1\r\nHost: localhost\r\nConnection: Authorization\r\n",
    ];

    // The body comes in two parts around the answer, and each begins like a request.
    [Fact]
    public async Task RestOfABody_AfterTheRefusal_IsNeverTheNextRequest()
    {
        await using var site = await AttackSite.StartAsync();
        var smuggled = Encoding.ASCII.GetBytes($"GET /admin/smuggled HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n");
        var table = new CaseTable();
        foreach (var head in Refused)
        {
            foreach (var chunked in (bool[])[false, true])
            {
                await table.RunAsync($"{head} {chunked}", async () =>
                {
                    await using var connection = await site.Gateway.Http1Async();
                    var part = chunked ? [.. Encoding.ASCII.GetBytes($"{smuggled.Length:x}\r\n"), .. smuggled, .. "\r\n"u8] : smuggled;
                    await connection.SendAsync(head + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {smuggled.Length * 2}\r\n\r\n"));
                    await connection.SendAsync(part);
                    var refusal = await connection.ReadResponseAsync();
                    Assert.InRange(refusal.Status, 400, 499);
                    await connection.TrySendAsync(part);
                    await connection.TrySendAsync(chunked ? "0\r\n\r\n"u8.ToArray() : default);
                    await connection.TrySendAsync("GET /unknown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
                    if (await connection.ReadResponseOrCloseAsync() is { } next) Assert.Equal(404, next.Status);
                    Assert.True(await connection.WaitForCloseAsync(), "the connection stays open");
                    Assert.Equal(0, connection.Unread.Length);
                    Assert.Equal(0, site.Backend.Heads);
                });
            }
        }

        await site.StillServesAsync();
        table.Verify(22);
    }

    // A client that waits for 100 has sent no body: it gets the refusal at once, and no 100 before it.
    [Fact]
    public async Task ExpectationOfARefusedRequest_IsNotAnsweredWith100()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var head in Refused.Where(static h => !h.Contains("Expect", StringComparison.Ordinal)))
        {
            await table.RunAsync(head, async () =>
            {
                await using var connection = await site.Gateway.Http1Async();
                var refusal = await connection.RequestAsync($"{head}Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
                Assert.InRange(refusal.Status, 400, 499);
                Assert.Empty(refusal.Interim);
                Assert.Equal(0, site.Backend.Heads);
            });
        }

        table.Verify(10);
    }

    [Fact]
    public async Task Trailers_CarryNoFieldsToTheBackend()
    {
        await using var site = await AttackSite.StartAsync();
        var request = await site.ForwardedAsync(
            $"POST /admin/x HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\nTrailer: X-Consumer\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Consumer: root\r\nX-Forwarded-For: 6.6.6.6\r\nHost: evil.example\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal("boss", request.Headers["X-Consumer"]);
        Assert.Equal("127.0.0.1", request.Headers["X-Forwarded-For"]);
        Assert.Empty(request.Trailers);

        await using var http2 = await site.Gateway.Http2Async();
        site.Backend.Clear();
        var stream = await http2.StartAsync(Http2Headers.Request("POST", "/public/a"), endStream: false);
        await stream.SendDataAsync("ok"u8.ToArray(), endStream: false);
        await stream.SendTrailersAsync([("x-consumer", "root"), ("x-forwarded-for", "6.6.6.6")]);
        Assert.Equal(200, (await stream.ResponseAsync()).Status);
        request = Assert.Single(site.Backend.Requests);
        Assert.Empty(request.Trailers);
        Assert.DoesNotContain("root", request.HeadText, StringComparison.Ordinal);
    }
}
