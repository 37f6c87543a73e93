using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS H6, S4: Connection and Upgrade are about this connection; nothing that the backend relies on goes with them.</summary>
public sealed class ConnectionHeaderTests
{
    [Fact]
    public async Task NominatedField_IsRemovedAndTheGatewaysOwnSurvive()
    {
        string[] values =
        [
            "close, X-Forwarded-For, X-User", "X-Forwarded-For", "x-forwarded-for,x-forwarded-host,x-forwarded-proto", "keep-alive, X-Custom", "X-Custom", "x-CUSTOM", "X-Consumer, X-Consumer-Scopes", "close,X-Custom,X-Custom", " ,X-Custom, ,", "X-Custom\t,\tclose",
            "X-Real-IP, X-Custom", "X-Request-Id, Traceparent, X-Custom", "Upgrade, X-Custom", "TE, X-Custom", "Connection, X-Custom", "X-Forwarded-Prefix, X-Custom",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var value in values)
        {
            await table.RunAsync(value, async () =>
            {
                var request = await site.ForwardedAsync(
                    $"GET /admin/x HTTP/1.1\r\nHost: localhost\r\nConnection: {value}\r\nX-Custom: secret-hop\r\nX-User: root\r\nX-Forwarded-For: 1.2.3.4\r\nX-Api-Key: {site.AdminKey}\r\n\r\n");
                Assert.Equal("127.0.0.1", request.Headers["X-Forwarded-For"]);
                Assert.Equal("localhost", request.Headers["X-Forwarded-Host"]);
                Assert.Equal("https", request.Headers["X-Forwarded-Proto"]);
                Assert.Equal("boss", request.Headers["X-Consumer"]);
                Assert.False(request.Headers.Has("X-User"));
                Assert.False(request.Headers.Has("Connection"));
                Assert.Equal(!value.Contains("x-custom", StringComparison.OrdinalIgnoreCase), request.Headers.Has("X-Custom"));
            });
        }

        table.Verify(16);
    }

    [Fact]
    public async Task NominationOfAFieldThatDecides_Is400()
    {
        string[] names =
        [
            "Authorization", "authorization", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Cookie", "Origin", "X-Api-Key", "x-api-KEY", "Cache-Control", "Expect", "Proxy-Authorization", "Sec-Fetch-Site", "X-CSRF-Token",
            "DPoP", "Range", "Accept", "Referer", "Idempotency-Key", "Max-Forwards",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var name in names)
        {
            await table.RunAsync(name, async () =>
            {
                await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\nConnection: {name}\r\n\r\n", 400, closes: true);
                await site.RefusedAsync($"GET /admin/a HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\nConnection: close, {name} ,x\r\n\r\n", 400, closes: true);
                await site.RefusedAsync($"GET /admin/a HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\nConnection: close\r\nConnection: {name}\r\n\r\n", 400, closes: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(22);
    }

    [Fact]
    public async Task UpgradeToAnythingButAWebSocket_IsForwardedAsAPlainRequest()
    {
        string[] upgrades =
        [
            "h2c", "H2C", "h2c, websocket", "websocket, h2c", "foo", "TLS/1.0", "HTTP/2.0", "websocket, foo", "h2c,h2c", "\"websocket\"", "websocket;x", "websockets", "connect-udp", "websocket\r\nUpgrade: h2c", "h2c\r\nUpgrade: websocket", "websocket\r\nUpgrade: websocket",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var upgrade in upgrades)
        {
            foreach (var connection in (string[])["Upgrade, HTTP2-Settings", "Upgrade", "HTTP2-Settings", "upgrade, keep-alive"])
            {
                await table.RunAsync($"{upgrade} / {connection}", async () =>
                {
                    var request = await site.ForwardedAsync(
                        $"GET /public/a HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\nUpgrade: {upgrade}\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");
                    Assert.False(request.Headers.Has("Upgrade"));
                    Assert.False(request.Headers.Has("Connection"));
                    Assert.False(request.Headers.Has("HTTP2-Settings"));
                });
            }
        }

        table.Verify(64);
    }

    [Fact]
    public async Task UpgradeThatIsAmbiguous_Is400AndCloses()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
        foreach (var request in (string[])
        [
            $"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{Handshake}Content-Length: 4\r\n\r\nbody", $"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{Handshake}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            $"POST /public/a HTTP/1.1\r\nHost: localhost\r\n{Handshake}Content-Length: 0\r\n\r\n", $"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{Handshake}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        ])
        {
            await table.RunAsync(request, () => site.RefusedAsync(request, 400, closes: true));
        }

        await site.StillServesAsync();
        table.Verify(4);
    }

    // Over HTTP/2 these fields do not exist (RFC 9113 section 8.2.2).
    [Fact]
    public async Task ConnectionFieldOverHttp2_IsRefused()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var header in ((string, string)[])[("connection", "close"), ("connection", "x-user"), ("upgrade", "h2c"), ("upgrade", "websocket"), ("keep-alive", "timeout=5"), ("proxy-connection", "close"), ("te", "gzip"), ("transfer-encoding", "chunked"), ("http2-settings", "AAMAAABk")])
        {
            await table.RunAsync($"{header}", async () =>
            {
                await using var http2 = await site.Gateway.Http2Async();
                var response = await http2.RequestAsync(Http2Headers.Get("/public/a", header));
                if (response.Status == 200) Assert.False(site.Backend.Requests[^1].Headers.Has(header.Item1));
                else Assert.True(response.RefusedByProtocol || response.Status == 400, response.ToString());
            });
        }

        Assert.Empty(site.Backend.Incomplete);
        table.Verify(9);
    }
}
