using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class Http2ConnectionTests
{
    [Fact]
    public async Task Requests_InParallel_EachGetTheirOwnResponse()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.GetAsync($"/{number}")));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => $"/{number}"), responses.Select(response => EchoedRequest.Parse(response.Body.Span).RawTarget));
        Assert.All(responses, response => Assert.True(response is { Status: 200, Completed: true }, response.ToString()));
    }

    [Fact]
    public async Task Request_OverTls_NegotiatesH2()
    {
        using var pki = new TestPki();
        await using var app = LoopbackKestrel.Build(LoopbackListener.Https(pki.Server("localhost")));
        app.Run(context => context.Response.WriteAsync(context.Request.Protocol));
        await app.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(LoopbackKestrel.Ports(app)[0], new ClientTls());
        Assert.Equal("HTTP/2", (await client.GetAsync("/")).Text);
        await client.PingAsync();
        await Assert.ThrowsAsync<IOException>(
            () => Http2Connection.ConnectAsync(LoopbackKestrel.Ports(app)[0], new ClientTls { Alpn = [System.Net.Security.SslApplicationProtocol.Http11] }));
    }

    [Fact]
    public async Task Request_LargerThanEveryWindow_GoesUpAndComesDown()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var text = new string('x', 3_000_000);
        var response = await client.RequestAsync(Http2Headers.Request("POST", "/", scheme: "http"), Encoding.ASCII.GetBytes(text));
        Assert.Equal(text, EchoedRequest.Parse(response.Body.Span).Body);
    }

    [Fact]
    public async Task Headers_LargerThanAFrame_AreContinued()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        (string, string)[] large = [("x-a", new string('a', 9000)), ("x-b", new string('b', 9000)), ("x-c", "c")];
        var echoed = EchoedRequest.Parse((await client.GetAsync("/", headers: large)).Body.Span);
        Assert.Equal(9000, echoed.Header("x-b")!.Length);
        Assert.Equal("c", echoed.Header("x-c"));
    }

    [Fact]
    public async Task Trailers_OfGrpc_AreApartFromHeaders()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var headers = Http2Headers.Request("POST", "/echo.Echo/Say", scheme: "http", more: [("content-type", "application/grpc"), ("te", "trailers")]);
        var response = await client.RequestAsync(headers, new byte[] { 0, 0, 0, 0, 1, 7 });
        Assert.Equal(new byte[] { 0, 0, 0, 0, 1, 7 }, response.Body.ToArray());
        Assert.Equal("0", response.Trailers["grpc-status"]);
        Assert.False(response.Headers.Has("grpc-status"));
        var unknown = await client.RequestAsync(Http2Headers.Request("POST", "/echo.Echo/No", scheme: "http", more: [("content-type", "application/grpc")]), Array.Empty<byte>());
        Assert.Equal("12", unknown.Headers["grpc-status"]);
    }

    [Fact]
    public async Task WebSocket_ExtendedConnect_Echoes()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        Assert.Equal(1u, client.PeerSettings[Http2Setting.EnableConnectProtocol]);
        var opened = await client.ConnectWebSocketAsync("/ws");
        using var socket = Assert.IsType<WebSocket>(opened.Socket, exactMatch: false);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, default);
        Assert.Equal("hello"u8.ToArray(), buffer[..received.Count]);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
        Assert.True((await opened.Stream.ResponseAsync()).Completed);
    }

    [Fact]
    public async Task Request_WithUpperCaseHeader_ShowsTheErrorOfTheConnection()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var response = await client.GetAsync("/", headers: ("X-Upper", "v"));
        Assert.True(response.RefusedByProtocol, response.ToString());
        Assert.Equal(Http2ErrorCode.ProtocolError, response.GoAwayCode);
        Assert.Equal(Http2ErrorCode.ProtocolError, (await client.WaitForGoAwayAsync()).Code);
        Assert.True(await client.WaitForCloseAsync());
        Assert.True((await client.GetAsync("/")).ConnectionClosed);
    }

    [Fact]
    public async Task Request_WithoutPath_ShowsTheErrorOfTheStream()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var response = await client.RequestAsync([(":method", "GET"), (":scheme", "http"), (":authority", "a")]);
        Assert.Equal(Http2ErrorCode.ProtocolError, response.ResetCode);
        Assert.Equal(200, (await client.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Window_NotGivenBack_HoldsTheBodyUntilItIs()
    {
        await using var backend = await EchoBackend.StartAsync();
        var options = new Http2Options
        {
            UpdatesWindows = false,
            Settings = new Dictionary<Http2Setting, uint> { [Http2Setting.InitialWindowSize] = 10 },
        };
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort, options: options);
        var stream = await client.StartAsync(Http2Headers.Request("GET", "/", scheme: "http"));
        Assert.Equal(200, (await stream.HeadersAsync()).Status);
        Assert.Equal(10, (await stream.ReadDataAsync()).Length);
        await client.PingAsync();
        Assert.False(stream.HasEnded);
        await client.WriteFrameAsync(Http2FrameType.WindowUpdate, Http2Flags.None, stream.Id, new byte[] { 0, 1, 0, 0 });
        Assert.Equal("/", EchoedRequest.Parse((await stream.ResponseAsync()).Body.Span).Path);
    }

    [Fact]
    public async Task Wait_NothingComes_SaysWhatWasAwaited()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var stream = await client.StartAsync(Http2Headers.Request("POST", "/", scheme: "http"), endStream: false);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => stream.ResponseAsync(TimeSpan.FromMilliseconds(20)));
        Assert.Contains($"stream {stream.Id}", error.Message, StringComparison.Ordinal);
        Assert.True(await stream.SendDataAsync("late"u8.ToArray(), endStream: false));
        await stream.SendTrailersAsync([("x-end", "1")]);
        Assert.Equal("late", EchoedRequest.Parse((await stream.ResponseAsync()).Body.Span).Body);
    }

    [Fact]
    public async Task Stream_ResetByUs_LeavesTheConnectionUsable()
    {
        await using var backend = await EchoBackend.StartAsync();
        await using var client = await Http2Connection.ConnectAsync(backend.H2cPort);
        var stream = await client.StartAsync(Http2Headers.Request("POST", "/", scheme: "http"), endStream: false);
        await stream.ResetAsync();
        await client.PingAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.Contains(client.Received, frame => frame.Type == Http2FrameType.Settings);
    }
}
