using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>The plain listener sends people to our own https address, and does nothing else, whatever it is asked.</summary>
public sealed class RedirectListenerTests
{
    [Fact]
    public async Task PlainRequest_IsRedirectedToTheSameTargetOnOurHost()
    {
        (string Target, string Host, string Location)[] cases =
        [
            ("/public/a", "localhost", "https://localhost:{0}/public/a"), ("/public/a?b=c&d", "localhost", "https://localhost:{0}/public/a?b=c&d"), ("/", "localhost", "https://localhost:{0}/"), ("/admin/x", "LOCALHOST", "https://localhost:{0}/admin/x"),
            ("/%61?%41", "localhost", "https://localhost:{0}/a?A"), ("/unknown", "api.example.com:80", "https://api.example.com:{0}/unknown"), ("/a", "api.example.com.", "https://api.example.com:{0}/a"),

            // Hosts that are not ours: the first of ours.
            ("/a", "evil.example", "https://localhost:{0}/a"), ("/a", "localhost.evil.example", "https://localhost:{0}/a"), ("/a", "127.0.0.1", "https://localhost:{0}/a"), ("/a", "evil.example:443", "https://localhost:{0}/a"), ("/a", "user@evil.example", "https://localhost:{0}/a"),

            // Text that could become another host or another header.
            ("/a?//evil.example", "localhost", "https://localhost:{0}/a?//evil.example"), ("/@evil.example", "localhost", "https://localhost:{0}/@evil.example"), ("/.evil.example", "localhost", "https://localhost:{0}/.evil.example"),
            ("/a?b=%0d%0aSet-Cookie:%20x=y", "localhost", "https://localhost:{0}/a?b=%0D%0ASet-Cookie:%20x=y"), ("/a?b=%0aX:y", "localhost", "https://localhost:{0}/a?b=%0AX:y"), ("/a?b=<script>", "localhost", "https://localhost:{0}/a?b=%3Cscript%3E"),
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var (target, host, location) in cases)
        {
            foreach (var method in (string[])["GET", "POST", "DELETE", "OPTIONS"])
            {
                await table.RunAsync($"{method} {target} {host}", async () =>
                {
                    await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpPort);
                    var response = await connection.RequestAsync($"{method} {target} HTTP/1.1\r\nHost: {host}\r\nX-Api-Key: {site.AdminKey}\r\n\r\n");
                    if (host.Contains('@', StringComparison.Ordinal))
                    {
                        // Kestrel refuses it before us.
                        Assert.Equal(400, response.Status);
                        return;
                    }

                    Assert.Equal(308, response.Status);
                    Assert.Equal(location.Replace("{0}", $"{site.Gateway.HttpsPort}", StringComparison.Ordinal), response.Headers["Location"]);
                    Assert.False(response.Headers.Has("Set-Cookie"));
                    Assert.Empty(response.Text);
                });
            }
        }

        Assert.Equal(0, site.Backend.Heads);
        table.Verify(72);
    }

    [Fact]
    public async Task TargetThatHttpsWouldRefuse_Is400WithoutLocation()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var target in RefusedTargets.All.Append("*").Append("http://evil.example/").Append("evil.example:443").Append("/\tevil.example"))
        {
            await table.RunAsync(target, async () =>
            {
                await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpPort);
                var response = await connection.RequestAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");

                // What only some clusters allow is decided by the route, behind the redirect.
                if (response.Status == 308) Assert.StartsWith($"https://localhost:{site.Gateway.HttpsPort}/", response.Headers["Location"], StringComparison.Ordinal);
                else Assert.Equal(target is "*" or "evil.example:443" ? 405 : 400, response.Status);
                Assert.Equal(response.Status == 308, response.Headers.Has("Location"));
                Assert.DoesNotContain("..", response.Headers["Location"] ?? "", StringComparison.Ordinal);
            });
        }

        Assert.Equal(0, site.Backend.Heads);
        table.Verify(481);
    }

    [Fact]
    public async Task RequestWithABody_IsNotReadAndNotTheNextRequest()
    {
        await using var site = await AttackSite.StartAsync();
        var smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
        foreach (var target in (string[])["/public/a", "/public/../a"])
        {
            await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpPort);
            var response = await connection.RequestAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {smuggled.Length}\r\n\r\n{smuggled}");
            Assert.Contains(response.Status, (int[])[308, 400]);
            await connection.TrySendAsync("GET /second HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
            if (await connection.ReadResponseOrCloseAsync() is { } next) Assert.EndsWith("/second", next.Headers["Location"], StringComparison.Ordinal);
            Assert.True(await connection.WaitForCloseAsync());
            Assert.Equal(0, connection.Unread.Length);
        }
    }

    // What only TLS may carry: HTTP/2, also by prior knowledge or upgrade.
    [Fact]
    public async Task PlainListener_SpeaksNoHttp2()
    {
        await using var site = await AttackSite.StartAsync();
        await using var prior = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpPort);
        await prior.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        Assert.True(await prior.WaitForCloseAsync());

        // A single GOAWAY frame: HTTP_1_1_REQUIRED or the like (RFC 9113 section 6.8).
        Assert.Equal(17, prior.Unread.Length);
        Assert.Equal((byte)Http2FrameType.GoAway, prior.Unread.Span[3]);
        await using var upgrade = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpPort);
        var answer = await upgrade.RequestAsync("GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");
        Assert.Equal(308, answer.Status);
    }
}
