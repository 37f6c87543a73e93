using System.Net.WebSockets;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drain;

/// <summary>At a drain both ends of a WebSocket get a Close frame 1001 (RFC 6455 section 7.4.1), and the connection ends in order.</summary>
public sealed class WebSocketDrainTests : IAsyncLifetime
{
    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static readonly byte[] GoingAway = [0x88, 0x02, 0x03, 0xE9];
    private static readonly byte[] Answer = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE9];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private EchoBackend _echo = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _echo = await EchoBackend.StartAsync();
        _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
            .Gateway("""{ "Drain": { "Timeout": "8s", "WebSocketSpread": "0s", "WebSocketCloseTimeout": "4s" } }""")
            .Cluster(_echo.Http1Address, "http1")
            .Cluster(_echo.H2cAddress, "http2", """{ "HttpRequest": { "Version": "2", "VersionPolicy": "RequestVersionExact" } }""")
            .Route("http1", "/1/ws", cluster: "http1", more: """{ "Transforms": [{ "PathSet": "/ws" }] }""")
            .Route("http2", "/2/ws", cluster: "http2", more: """{ "Transforms": [{ "PathSet": "/ws" }] }"""));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _echo.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/1/ws")]
    [InlineData("/2/ws")]
    public async Task Stop_WebSocketOverHttp1_IsClosedAndEndsWithoutAReset(string path)
    {
        await using var client = await OpenAsync(path);
        var stopped = _gateway.StopAsync();
        Assert.Equal(GoingAway, await client.ReadExactlyAsync(4));
        await client.SendAsync(Answer);
        Assert.True(await client.WaitForCloseAsync());
        Assert.False(client.WasReset);
        Assert.Equal(0, client.Unread.Length);
        await stopped.WaitAsync(Patience);
        Assert.Equal([WebSocketCloseStatus.EndpointUnavailable], _echo.Closed);
        Assert.Contains(_gateway.Events.All, e => e is { Event: "gateway.websockets-closed", Note: "1 closed, 0 of them without an answer" });
    }

    [Theory]
    [InlineData("/1/ws")]
    [InlineData("/2/ws")]
    public async Task Stop_WebSocketOverHttp2_IsClosedAndItsStreamEnds(string path)
    {
        await using var client = await _gateway.Http2Async();
        var opened = await client.ConnectWebSocketAsync(path);
        using var socket = opened.Socket!;
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        Assert.Equal(5, (await socket.ReceiveAsync(new byte[100], default)).Count);

        var stopped = _gateway.StopAsync();
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[100], default)).MessageType);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, default);
        // The end of the stream stands for the end of the connection (RFC 8441 section 5): the gateway's first, then the client's.
        Assert.True((await opened.Stream.ResponseAsync()) is { Completed: true, ResetCode: null });
        await client.WriteFrameAsync(Http2FrameType.Data, Http2Flags.EndStream, opened.Stream.Id, default);
        Assert.True(await client.WaitForCloseAsync(TimeSpan.FromSeconds(3)));
        Assert.DoesNotContain(client.Received, f => f.Type is Http2FrameType.RstStream);
        Assert.Equal(Http2ErrorCode.NoError, (await client.WaitForGoAwayAsync()).Code);
        await stopped.WaitAsync(Patience);
        Assert.Equal([WebSocketCloseStatus.EndpointUnavailable], _echo.Closed);
    }

    [Fact]
    public async Task Stop_AMessageIsOnItsWay_ComesBackBeforeTheCloseFrame()
    {
        await using var client = await OpenAsync("/1/ws");
        // Part of a frame, more than the backend's buffer takes: it is echoed as a fragment. What the gateway has begun to forward it completes.
        await client.SendAsync("\x82\xFE\x4E\x20\0\0\0\0" + new string('x', 17_000));
        Assert.Equal([0x02, 126, 0x40, 0x00], (await client.ReadExactlyAsync(4 + 16_384))[..4]);
        var stopped = _gateway.StopAsync();
        await Eventually.Async(() => _gateway.Events.All.Any(e => e.Event == "gateway.draining"), Patience, "the drain begins");
        await client.SendAsync(new string('y', 3_000));
        var rest = await client.ReadExactlyAsync(4 + 3_616 + 4);
        Assert.Equal([0x80, 126, 0x0E, 0x20], rest[..4]);
        Assert.Equal(GoingAway, rest[^4..]);
        await client.SendAsync(Answer);
        Assert.True(await client.WaitForCloseAsync());
        Assert.False(client.WasReset);
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_ClientThatDoesNotAnswer_IsCutInTime()
    {
        await using var client = await OpenAsync("/1/ws");
        var stopped = _gateway.StopAsync();
        Assert.Equal(GoingAway, await client.ReadExactlyAsync(4));
        Assert.True(await client.WaitForCloseAsync());
        Assert.False(client.WasReset);
        await stopped.WaitAsync(Patience);
        Assert.Contains(_gateway.Events.All, e => e is { Event: "gateway.websockets-closed", Note: "1 closed, 1 of them without an answer" });
    }

    private async Task<RawHttp1Connection> OpenAsync(string path)
    {
        var client = await _gateway.Http1Async();
        Assert.Equal(101, (await client.RequestAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Handshake}\r\n")).Status);
        await client.SendAsync("\x81\x85\0\0\0\0hello");
        Assert.Equal([0x81, 0x05, .. "hello"u8], await client.ReadExactlyAsync(7));
        return client;
    }
}
