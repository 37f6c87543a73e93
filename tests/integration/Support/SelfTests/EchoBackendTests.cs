using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;

namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class EchoBackendTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Echo_AnyPath_ReturnsTheRequest(int version)
    {
        await using var backend = await EchoBackend.StartAsync();
        using var http = Client();
        using var request = Request(backend, version, HttpMethod.Put, "a/b?c=d");
        request.Headers.Add("X-Test", "value");
        request.Content = new StringContent("body");
        using var response = await http.SendAsync(request);
        var echoed = EchoedRequest.Parse(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(("PUT", "/a/b?c=d", "/a/b", "?c=d", "body"), (echoed.Method, echoed.RawTarget, echoed.Path, echoed.Query, echoed.Body));
        Assert.Equal("value", echoed.Header("X-Test"));
        Assert.Equal(version == 1 ? "HTTP/1.1" : "HTTP/2", echoed.Protocol);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task WebSocket_Message_ComesBack(int version)
    {
        await using var backend = await EchoBackend.StartAsync();
        using var http = Client();
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = new Version(version, version == 1 ? 1 : 0);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{(version == 1 ? backend.Http1Port : backend.H2cPort)}/ws"), http, default);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, default);
        Assert.Equal("hello"u8.ToArray(), buffer[..received.Count]);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
    }

    [Fact]
    public async Task Grpc_Message_ComesBackWithTrailers()
    {
        await using var backend = await EchoBackend.StartAsync();
        using var http = Client();
        using var request = Request(backend, 2, HttpMethod.Post, "echo.Echo/Say");
        byte[] message = [0, 0, 0, 0, 2, 8, 1];
        request.Content = new ByteArrayContent(message);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var response = await http.SendAsync(request);
        Assert.Equal(message, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
    }

    private static HttpClient Client() => new(new SocketsHttpHandler());

    private static HttpRequestMessage Request(EchoBackend backend, int version, HttpMethod method, string relative) =>
        new(method, new Uri(new Uri(version == 1 ? backend.Http1Address : backend.H2cAddress), relative))
        {
            Version = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
}
