using System.Net.WebSockets;
using System.Text;
using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Upgrades;

/// <summary>WebSockets over both versions and gRPC run the same list of policies as everything else.</summary>
public sealed class UpgradeTests
{
    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Fact]
    public async Task WebSocketOverHttp1_OnARouteThatListsGet_PassesAuthenticationAndEchoes()
    {
        await using var echo = await EchoBackend.StartAsync();
        await using var bench = await StartAsync(echo);
        await using var client = await bench.Gateway.Http1Async();
        var response = await client.RequestAsync($"GET /ws HTTP/1.1\r\nHost: localhost\r\n{Handshake}X-Api-Key: {bench.Good}\r\n\r\n");
        Assert.Equal(101, response.Status);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", response.Headers["Sec-WebSocket-Accept"]);
        Assert.Equal("websocket", response.Headers["Upgrade"]);

        // Masked with zeros (RFC 6455 section 5.3): the text stays readable.
        await client.SendAsync("\x81\x85\0\0\0\0hello");
        Assert.Equal([0x81, 0x05, .. "hello"u8], await client.ReadExactlyAsync(7));
        await client.SendAsync("\x88\x80\0\0\0\0");
        Assert.Equal(0x88, (await client.ReadExactlyAsync(1))[0]);
    }

    [Fact]
    public async Task WebSocketOverHttp2_OnARouteThatListsGet_PassesAuthenticationAndEchoes()
    {
        await using var echo = await EchoBackend.StartAsync();
        await using var bench = await StartAsync(echo);
        await using var client = await bench.Gateway.Http2Async();
        Assert.Equal(1u, client.PeerSettings[Http2Setting.EnableConnectProtocol]);
        var opened = await client.ConnectWebSocketAsync("/ws", headers: ("x-api-key", bench.Good));
        Assert.Equal(200, opened.Response.Status);
        using var socket = Assert.IsType<WebSocket>(opened.Socket, exactMatch: false);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, default);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));

        // The connection carries other requests beside it.
        Assert.Equal(200, (await client.GetAsync("/public/1")).Status);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, default)).MessageType);
    }

    [Fact]
    public async Task WebSocketThatLivesLongerThanTheRoutesTimeout_StaysOpen()
    {
        var clock = TokenBench.ClockFromNow();
        await using var echo = await EchoBackend.StartAsync();
        await using var bench = await StartAsync(echo, clock);
        await using var client = await bench.Gateway.Http1Async();
        Assert.Equal(101, (await client.RequestAsync($"GET /ws HTTP/1.1\r\nHost: localhost\r\n{Handshake}X-Api-Key: {bench.Good}\r\n\r\n")).Status);
        await using var http2 = await bench.Gateway.Http2Async();
        var opened = await http2.ConnectWebSocketAsync("/ws", headers: ("x-api-key", bench.Good));
        Assert.Equal(200, opened.Response.Status);

        clock.Advance(TimeSpan.FromMinutes(10));
        await client.SendAsync("\x81\x82\0\0\0\0ok");
        Assert.Equal([0x81, 0x02, .. "ok"u8], await client.ReadExactlyAsync(4));
        await opened.Socket!.SendAsync("ok"u8.ToArray(), WebSocketMessageType.Text, true, default);
        Assert.Equal(2, (await opened.Socket.ReceiveAsync(new byte[10], default)).Count);
    }

    [Fact]
    public async Task WebSocketWithoutCredential_IsACleanRefusal()
    {
        await using var echo = await EchoBackend.StartAsync();
        await using var bench = await StartAsync(echo);
        await using var client = await bench.Gateway.Http1Async();
        var response = await client.RequestAsync($"GET /ws HTTP/1.1\r\nHost: localhost\r\n{Handshake}\r\n");
        Refusals.CheckUnauthenticated(bench.Gateway, WireAnswer.Of(response), "credential-missing", "ApiKey realm=\"api\"");
        Assert.False(response.Headers.Has("Upgrade") || response.Headers.Has("Sec-WebSocket-Accept"), response.ToString());

        await using var http2 = await bench.Gateway.Http2Async();
        var stream = await http2.StartAsync(Http2Headers.WebSocket("/ws", more: [("x-api-key", bench.Foreign)]), endStream: false);
        Refusals.CheckUnauthenticated(bench.Gateway, WireAnswer.Of(await stream.ResponseAsync()), "api-key-unknown", "ApiKey realm=\"api\"");

        // Frames that a hasty client sent are no request, and the other streams go on.
        await using var hasty = await bench.Gateway.Http1Async();
        await hasty.SendAsync($"GET /ws HTTP/1.1\r\nHost: localhost\r\n{Handshake}\r\n\x81\x85\0\0\0\0hello");
        Assert.Equal(401, (await hasty.ReadResponseAsync()).Status);
        if (await hasty.ReadResponseOrCloseAsync() is { } second) Assert.Equal(400, second.Status);
        Assert.True(await hasty.WaitForCloseAsync());
        Assert.Equal(200, (await http2.GetAsync("/public/1")).Status);
    }

    [Fact]
    public async Task Connect_ThatOpensNoWebSocket_IsRefused()
    {
        await using var echo = await EchoBackend.StartAsync();
        await using var bench = await StartAsync(echo);
        foreach (var target in (string[])["localhost:443", "127.0.0.1:22"])
        {
            await using var http1 = await bench.Gateway.Http1Async();
            await http1.SendAsync($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nX-Api-Key: {bench.Good}\r\n\r\n");
            var response = await http1.ReadResponseOrCloseAsync();
            Assert.True(response is null or { Status: 400 or 405 or 421 }, response?.ToString());
        }

        await using var http2 = await bench.Gateway.Http2Async();
        var plain = await http2.RequestAsync([(":method", "CONNECT"), (":authority", "localhost:443"), ("x-api-key", bench.Good)]);
        Assert.True(plain.RefusedByProtocol || plain.Status is 400 or 405, plain.ToString());
        await using var again = await bench.Gateway.Http2Async();
        var other = await again.RequestAsync([
            (":method", "CONNECT"), (":protocol", "connect-udp"), (":scheme", "https"), (":authority", "localhost"), (":path", "/ws"), ("x-api-key", bench.Good)]);
        Assert.True(other.RefusedByProtocol || other.Status is 400 or 405 or 501, other.ToString());
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Fact]
    public async Task GrpcCall_PassesWithItsTrailers()
    {
        await using var echo = await EchoBackend.StartAsync();
        await using var bench = await StartAsync(echo);
        await using var client = await bench.Gateway.Http2Async();
        byte[] message = [0, 0, 0, 0, 3, 7, 8, 9];
        (string, string)[] fields = [("content-type", "application/grpc"), ("te", "trailers"), ("x-api-key", bench.Good)];
        var said = await client.RequestAsync(Http2Headers.Request("POST", "/echo.Echo/Say", more: fields), message);
        Assert.True(said is { Status: 200, Completed: true }, said.ToString());
        Assert.Equal(message, said.Body.ToArray());
        Assert.Equal(("0", "said"), (said.Trailers["grpc-status"], said.Trailers["grpc-message"]));

        var unknown = await client.RequestAsync(Http2Headers.Request("POST", "/echo.Echo/No", more: fields), message);
        Assert.Equal((200, "12"), (unknown.Status, unknown.Headers["grpc-status"]));
        var refused = await client.RequestAsync(Http2Headers.Request("POST", "/echo.Echo/Say", more: fields[..2]), message);
        Assert.Equal((200, "16", "ApiKey realm=\"api\""), (refused.Status, refused.Headers["grpc-status"], refused.Headers["www-authenticate"]));
        Assert.Contains(bench.Gateway.Events.All, e => e is { Event: "request.rejected", Reason: "credential-missing", Status: 401 });
    }

    private static Task<KeyBench> StartAsync(EchoBackend echo, FakeClock? clock = null) => KeyBench.StartAsync(clock, (_, configuration) => configuration
        .Cluster(echo.Http1Address, "echo")
        .Cluster(echo.H2cAddress, "grpc", """{ "HttpRequest": { "Version": "2", "VersionPolicy": "RequestVersionExact" } }""")
        .Gateway("""{ "Policies": { "RequestLimits": {} } }""")
        .Route("ws", "/ws", KeyBench.Accepting("\"ApiKey:header\""), "echo", """{ "Match": { "Methods": ["GET"] }, "Timeout": "5s" }""")
        .Route("grpc", "/echo.Echo/{method}", KeyBench.Accepting("\"ApiKey:header\""), "grpc"));
}
