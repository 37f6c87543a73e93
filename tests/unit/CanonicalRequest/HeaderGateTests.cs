using System.Net;
using Gateway.Policies.CanonicalRequest;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class HeaderGateTests
{
    private static readonly string[] Twice =
    [
        "Authorization", "Proxy-Authorization", "Host", "Content-Type", "Content-Encoding", "Origin", "Referer", "Expect",
        "Access-Control-Request-Method", "X-Api-Key", "x-partner-key", "DPoP", "Sec-Fetch-Site", "Sec-WebSocket-Key", "Transfer-Encoding",
    ];

    private static readonly string[] Removed =
    [
        "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path", "x-original-host", "X-HTTP-Method-Override",
        "X-Method-Override", "X-HTTP-Method", "X_Forwarded_For", "X_User", "X-User", "X-User-Id", "X-Consumer-Name", "x-consumer-username",
        "X-Client-Cert", "X-Client-Cert-Subject", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Client-Cert",
        "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "Proxy", "X-Content-Length", "Keep-Alive", "HTTP2-Settings",
        "X-Principal", "X-Request-Id", "traceparent", "tracestate", "baggage", "Remote-User", "Via",
    ];

    [Fact]
    public void Header_DecidingAndRepeated_IsRefused()
    {
        foreach (var name in Twice)
        {
            var rejection = GateRequest.Inspect(GateRequest.Context("/", "GET", (name, new StringValues(["a", "b"]))));
            Assert.True(rejection is { Status: 400, CloseConnection: true } || name == "Expect", $"{name}: {rejection?.Reason ?? "accepted"}");
        }

        Assert.Equal(15, Twice.Length);
    }

    [Fact]
    public void Header_OnlyForTheGateway_IsRemoved()
    {
        foreach (var name in Removed)
        {
            var context = GateRequest.Context("/", "GET", (name, "x"), ("Accept", "*/*"), ("X-User-Agent", "grpc-web"), ("X-Tenant-Id", "7"));
            Assert.Null(GateRequest.Inspect(context));
            Assert.False(context.Request.Headers.ContainsKey(name), name);
            Assert.Equal(4, context.Request.Headers.Count);
        }

        Assert.Equal(35, Removed.Length);
    }

    [Fact]
    public void Header_RequestIds_AreKeptFromTrustedProxiesOnly()
    {
        var context = GateRequest.Context("/", "GET", ("X-Request-Id", "r"), ("traceparent", "t"), ("X-Forwarded-For", "198.51.100.7"), ("X-User", "u"));
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal("r", context.Request.Headers["X-Request-Id"]);
        Assert.Equal("t", context.Request.Headers.TraceParent);
        Assert.False(context.Request.Headers.ContainsKey("X-User"));
        Assert.False(context.Request.Headers.ContainsKey("X-Forwarded-For"));
        Assert.Equal(IPAddress.Parse("198.51.100.7"), context.Connection.RemoteIpAddress);
    }

    [Theory]
    [InlineData("", "v", "header-name")]
    [InlineData("a b", "v", "header-name")]
    [InlineData("a:b", "v", "header-name")]
    [InlineData(":path", "v", "header-name")]
    [InlineData("a\u0001", "v", "header-name")]
    [InlineData("n\u00e4me", "v", "header-name")]
    [InlineData("a_\u0001", "v", "header-name")]
    [InlineData("a(b)", "v", "header-name")]
    [InlineData("X-A", "a\u0000", "header-value")]
    [InlineData("X-A", "a\rb", "header-value")]
    [InlineData("X-A", "a\nb", "header-value")]
    [InlineData("X-A", "\u001b[31m", "header-value")]
    [InlineData("X-A", "\u007f", "header-value")]
    [InlineData("X-A", "caf\u00e9", "header-value")]
    [InlineData("X_A", "caf\u00e9", "header-value")]
    public void Header_NotVisibleAscii_IsRefused(string name, string value, string reason)
    {
        var rejection = GateRequest.Inspect(GateRequest.Context("/", "GET", (name, value)));
        Assert.Equal((400, reason, true), (rejection!.Status, rejection.Reason, rejection.CloseConnection));
    }

    [Fact]
    public void Header_Tab_IsAllowed() => Assert.Null(GateRequest.Inspect(GateRequest.Context("/", "GET", ("X-A", "a\tb ~"))));

    [Theory]
    [InlineData(UnderscoreHandling.Drop, false, false)]
    [InlineData(UnderscoreHandling.Reject, true, true)]
    [InlineData(UnderscoreHandling.Allow, false, true)]
    public void Header_WithUnderscore_FollowsTheOption(UnderscoreHandling handling, bool refused, bool kept)
    {
        var context = GateRequest.Context("/", "GET", ("X_Batch", "1"));
        var rejection = GateRequest.Compile(new CanonicalRequestOptions { HeadersWithUnderscores = handling }).Inspect(context);
        Assert.Equal(refused, rejection is not null);
        Assert.Equal(kept, context.Request.Headers.ContainsKey("X_Batch"));
    }

    // The backend reads all of these as HTTP_X_USER and the like.
    [Theory]
    [InlineData("X_User")]
    [InlineData("x_consumer_scopes")]
    [InlineData("X_Forwarded_For")]
    [InlineData("X_Original_URL")]
    [InlineData("X.User")]
    [InlineData("X!Forwarded~For")]
    [InlineData("X-User.Id")]
    [InlineData("Remote.User")]
    public void Header_SpelledLikeOneOfTheGateways_IsRemovedAlsoWhenUnderscoresAreAllowed(string name)
    {
        var context = GateRequest.Context("/", "GET", (name, "admin"), ("X.Batch", "1"));
        var options = new CanonicalRequestOptions { HeadersWithUnderscores = UnderscoreHandling.Allow };
        Assert.Null(GateRequest.Compile(options).Inspect(context));
        Assert.False(context.Request.Headers.ContainsKey(name));
        Assert.True(context.Request.Headers.ContainsKey("X.Batch"));
    }

    [Fact]
    public void Headers_ThousandsOfThem_AreExaminedWithoutStateLeft()
    {
        var headers = new (string, StringValues)[10_000];
        for (var i = 0; i < headers.Length; i++) headers[i] = ($"X-H{i}", "v");
        var context = GateRequest.Context("/", "GET", headers);
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal(10_001, context.Request.Headers.Count);
    }
}
