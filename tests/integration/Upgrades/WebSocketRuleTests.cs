using System.Net.WebSockets;
using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Upgrades;

/// <summary>The WebSocket policy and the end of credentials, over both versions on both sides.</summary>
public sealed class WebSocketRuleTests : IAsyncLifetime
{
    private const string Pepper = "a pepper of at least thirty-two bytes";
    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private const string Rules = """ "WebSocket": { "MaxMessageBytes": 1000, "MessagesPerSecond": 5, "MessageBurst": 5, "IdleTimeout": "20s" } """;

    private readonly FakeClock _clock = TokenBench.ClockFromNow();
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private EchoBackend _echo = null!;
    private TestIdentityProvider _provider = null!;
    private RunningGateway _gateway = null!;
    private ApiKeyFile _keys = null!;
    private CreatedApiKey _key = null!;

    public async ValueTask InitializeAsync()
    {
        _echo = await EchoBackend.StartAsync();
        _provider = await TestIdentityProvider.StartAsync(clock: _clock);
        _keys = new ApiKeyFile(_folder.PathOf("keys.json"), _clock);
        _key = _keys.Create("gw", Pepper, new NewApiKey("acme"));
        const string Http2 = """{ "HttpRequest": { "Version": "2", "VersionPolicy": "RequestVersionExact" } }""";
        const string ToWs = """{ "Transforms": [{ "PathSet": "/ws" }] }""";
        const string Ruled = $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, {{Rules}} }""";
        const string Credentials = """{ "Authentication": { "Schemes": ["ApiKey:main", "Jwt:main"] }, "Authorization": { "AnyAuthenticated": true } }""";
        _gateway = await RunningGateway.StartAsync(
            new TestConfiguration(_folder, _pki)
                .Gateway($$"""
                    {
                      "ApiKeys": { "main": { "Path": "keys.json", "Pepper": "{{Pepper}}" } },
                      "Jwt": { "main": { "Issuer": "{{_provider.Issuer}}", "Audiences": ["orders-api"], "JwksUri": "{{_provider.JwksUri}}" } }
                    }
                    """)
                .Cluster(_echo.Http1Address, "http1")
                .Cluster(_echo.H2cAddress, "http2", Http2)
                .Route("http1", "/1/ws", Ruled, "http1", ToWs)
                .Route("http2", "/2/ws", Ruled, "http2", ToWs)
                .Route("keyed", "/keyed/ws", Credentials, "http1", ToWs),
            _clock);
        await Refusals.WaitForEventAsync(_gateway, "jwks.loaded");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
        await _echo.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/1/ws")]
    [InlineData("/2/ws")]
    public async Task ForeignPage_OverBothVersions_IsRefusedBeforeTheBackend(string path)
    {
        await using var foreign = await _gateway.Http1Async();
        var response = await foreign.RequestAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.test\r\n{Handshake}\r\n");
        Refusals.Check(_gateway, WireAnswer.Of(response), 403, "WebSocket", "websocket-origin-not-allowed");
        await using var http2 = await _gateway.Http2Async();
        Assert.Equal(403, (await http2.ConnectWebSocketAsync(path, headers: ("origin", "https://evil.test"))).Response.Status);
        Assert.Equal(200, (await http2.ConnectWebSocketAsync(path, headers: ("origin", "https://localhost"))).Response.Status);
        Assert.Equal(1, _echo.Served("/ws"));
    }

    [Theory]
    [InlineData("/1/ws")]
    [InlineData("/2/ws")]
    public async Task MessageTooLarge_OverHttp1_ClosesBothSidesWith1009(string path)
    {
        await using var client = await OpenAsync(path);
        // A fragment that is allowed, and the head of one that makes too much of the message.
        await client.SendAsync("\x01\xFE\x02\x58\0\0\0\0" + new string('x', 600) + "\x80\xFE\x01\x91\0\0\0\0" + new string('x', 401));
        Assert.Equal([0x01, 126, 0x02, 0x58], (await client.ReadExactlyAsync(4 + 600))[..4]);
        await AssertClosedAsync(client, 1009, "websocket-message-too-large");
        Assert.Equal([WebSocketCloseStatus.MessageTooBig], _echo.Closed);
    }

    [Theory]
    [InlineData("/1/ws")]
    [InlineData("/2/ws")]
    public async Task TooManyMessages_OverHttp2_ClosesBothSidesWith1008(string path)
    {
        await using var client = await _gateway.Http2Async();
        var opened = await client.ConnectWebSocketAsync(path);
        using var socket = opened.Socket!;
        for (var i = 0; i < 6; i++) await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        var buffer = new byte[100];
        for (var i = 0; i < 5; i++) Assert.Equal(5, (await socket.ReceiveAsync(buffer, default)).Count);
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, default)).MessageType);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
        Assert.Equal([WebSocketCloseStatus.PolicyViolation], _echo.Closed);
        Assert.Contains(_gateway.Events.All, e => e is { Event: "websocket.closed", Reason: "websocket-message-rate", Status: 1008, Route: "http1" or "http2" });
    }

    [Fact]
    public async Task UnmaskedFrame_ClosesWith1002()
    {
        await using var client = await OpenAsync("/1/ws");
        await client.SendAsync("\x81\x05hello");
        await AssertClosedAsync(client, 1002, "websocket-protocol-error");
    }

    [Fact]
    public async Task Idle_ClosesWith1001()
    {
        await using var client = await OpenAsync("/1/ws");
        _clock.Advance(TimeSpan.FromSeconds(21));
        await AssertClosedAsync(client, 1001, "websocket-idle");
    }

    [Fact]
    public async Task TokenExpires_OnARouteWithoutThePolicy_ClosesWith1008()
    {
        await using var client = await OpenAsync("/keyed/ws", $"Authorization: Bearer {_provider.Mint()}\r\n");
        _clock.Advance(TimeSpan.FromSeconds(290));
        await EchoAsync(client);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await AssertClosedAsync(client, 1008, "websocket-credential-expired");
    }

    [Fact]
    public async Task KeyIsRevoked_OnARouteWithoutThePolicy_ClosesWith1008InTime()
    {
        await using var client = await OpenAsync("/keyed/ws", $"X-Api-Key: {_key.Text}\r\n");
        _clock.Advance(TimeSpan.FromSeconds(61));
        await EchoAsync(client);
        _keys.Revoke(_key.Entry.Id);
        Assert.True((await _gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None)).Succeeded);
        _clock.Advance(TimeSpan.FromSeconds(31));
        await AssertClosedAsync(client, 1008, "websocket-credential-revoked");
    }

    private async Task AssertClosedAsync(RawHttp1Connection client, ushort status, string reason)
    {
        byte[] code = [(byte)(status >> 8), (byte)status];
        Assert.Equal([0x88, 0x02, .. code], await client.ReadExactlyAsync(4));
        await client.SendAsync((byte[])[0x88, 0x82, 0, 0, 0, 0, .. code]);
        Assert.True(await client.WaitForCloseAsync());
        Assert.False(client.WasReset);
        Assert.Contains(_gateway.Events.All, e => e.Event == "websocket.closed" && e.Reason == reason && e.Status == status);
    }

    private async Task<RawHttp1Connection> OpenAsync(string path, string fields = "")
    {
        var client = await _gateway.Http1Async();
        Assert.Equal(101, (await client.RequestAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{fields}{Handshake}\r\n")).Status);
        await EchoAsync(client);
        return client;
    }

    private static async Task EchoAsync(RawHttp1Connection client)
    {
        await client.SendAsync("\x81\x85\0\0\0\0hello");
        Assert.Equal([0x81, 0x05, .. "hello"u8], await client.ReadExactlyAsync(7));
    }
}
