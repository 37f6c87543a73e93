namespace Gateway.UnitTests.CanonicalRequest;

public sealed class ConnectionFieldsTests
{
    [Fact]
    public void Connection_NominatesClientFields_TheyAreRemoved()
    {
        var context = GateRequest.Context("/", "GET", ("Connection", "close, X-Forwarded-For, X-User ,,x-custom"), ("X-Custom", "1"), ("X-User", "u"), ("X-Kept", "k"));
        Assert.Null(GateRequest.Inspect(context));
        Assert.False(context.Request.Headers.ContainsKey("X-Custom"));
        Assert.False(context.Request.Headers.ContainsKey("X-User"));
        Assert.Equal("k", context.Request.Headers["X-Kept"]);
    }

    [Theory]
    [InlineData("close, Authorization")]
    [InlineData("HOST")]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Content-Type")]
    [InlineData("keep-alive,Cookie")]
    [InlineData("Origin")]
    [InlineData("X-Partner-Key")]
    public void Connection_NominatesAFieldOfTheRequest_IsRefused(string value) =>
        Assert.Equal("connection-nomination", GateRequest.Inspect(GateRequest.Context("/", "GET", ("Connection", value)))?.Reason);

    [Theory]
    [InlineData("websocket", true)]
    [InlineData("WebSocket", true)]
    [InlineData("h2c", false)]
    [InlineData("websocket, h2c", false)]
    [InlineData("h2c, websocket", false)]
    [InlineData("TLS/1.0", false)]
    [InlineData("SPDY/3.1", false)]
    [InlineData("foo", false)]
    public void Upgrade_OnlyWebSocket_GoesOn(string protocol, bool kept)
    {
        var context = GateRequest.Context("/", "GET", ("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", protocol), ("HTTP2-Settings", "AAMAAABk"));
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal(kept, context.Request.Headers.ContainsKey("Upgrade"));
        Assert.False(context.Request.Headers.ContainsKey("HTTP2-Settings"));
    }

    [Theory]
    [InlineData("Upgrade")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Connection")]
    public void ConnectionField_OverHttp2_IsRefused(string name)
    {
        var context = GateRequest.Context("/", "GET", (name, "websocket"));
        context.Request.Protocol = "HTTP/2";
        Assert.Equal("connection-field", GateRequest.Inspect(context)?.Reason);
    }

    [Theory]
    [InlineData("POST", "Content-Length", "0")]
    [InlineData("GET", "Content-Length", "5")]
    [InlineData("GET", "Transfer-Encoding", "chunked")]
    public void Upgrade_WithBody_IsRefused(string method, string name, string value) =>
        Assert.Equal("framing-upgrade-body", GateRequest.Inspect(
            GateRequest.Context("/", method, ("Connection", "Upgrade"), ("Upgrade", "websocket"), (name, value)))?.Reason);
}
