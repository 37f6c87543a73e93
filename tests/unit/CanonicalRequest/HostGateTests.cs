using Gateway.Policies.CanonicalRequest;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class HostGateTests
{
    private static readonly HostGate Gate = new(["api.example.com", "*.apps.example.com", "127.0.0.1", "[2001:db8:0::1]"]);

    [Theory]
    [InlineData("api.example.com", "api.example.com")]
    [InlineData("API.example.com", "api.example.com")]
    [InlineData("api.example.com.", "api.example.com")]
    [InlineData("api.example.com:443", "api.example.com")]
    [InlineData("Api.Example.Com.:443", "api.example.com")]
    [InlineData("api.example.com:1337", "api.example.com")]
    [InlineData("one.apps.example.com", "one.apps.example.com")]
    [InlineData("127.0.0.1:8443", "127.0.0.1")]
    [InlineData("[2001:DB8::1]", "[2001:db8::1]")]
    [InlineData("[2001:db8:0:0::1]:8443", "[2001:db8::1]")]
    public void Host_Ours_HasOneSpelling(string given, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(given);
        Assert.Null(Gate.Inspect(request));
        Assert.Equal(expected, request.Host.Value);
        Assert.Equal(expected, request.Headers.Host);
    }

    // HttpRequest.Host shows punycode decoded, which PublicHosts never are.
    [Fact]
    public void Host_InPunycode_IsComparedAsSent()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Host = "XN--mnchen-3ya.example";
        Assert.Null(new HostGate(["xn--mnchen-3ya.example"]).Inspect(request));
        Assert.Equal("xn--mnchen-3ya.example", request.Headers.Host);
    }

    [Fact]
    public void Host_Twice_IsRefused()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Host = new(["api.example.com", "api.example.com"]);
        Assert.Equal("header-repeated", Gate.Inspect(request)?.Reason);
    }

    [Theory]
    [InlineData("", 400, "host-missing")]
    [InlineData("evil.example", 421, "host-not-public")]
    [InlineData("apps.example.com", 421, "host-not-public")]
    [InlineData("a.b.apps.example.com", 421, "host-not-public")]
    [InlineData("api.example.com.evil.example", 421, "host-not-public")]
    [InlineData("xapi.example.com", 421, "host-not-public")]
    [InlineData("[::1]", 421, "host-not-public")]
    [InlineData("127.1", 421, "host-not-public")]
    [InlineData("user@api.example.com", 400, "host-malformed")]
    [InlineData("api.example.com,evil.example", 400, "host-malformed")]
    [InlineData("api.example.com/x", 400, "host-malformed")]
    [InlineData("api.example.com:", 400, "host-malformed")]
    [InlineData("api.example.com:0", 400, "host-malformed")]
    [InlineData("api.example.com:65536", 400, "host-malformed")]
    [InlineData("api.example.com:443\0", 400, "host-malformed")]
    [InlineData("api.example.com:44 3", 400, "host-malformed")]
    [InlineData("api.example.com..", 400, "host-malformed")]
    [InlineData(".apps.example.com", 400, "host-malformed")]
    [InlineData("api..example.com", 400, "host-malformed")]
    [InlineData("[2001:db8::1", 400, "host-malformed")]
    [InlineData("[2001:db8::1%25eth0]", 400, "host-malformed")]
    [InlineData("[127.0.0.1]", 400, "host-malformed")]
    [InlineData("[]", 400, "host-malformed")]
    [InlineData("api.ex\u00e4mple.com", 400, "host-malformed")]
    [InlineData("api.example.com#", 400, "host-malformed")]
    public void Host_NotOurs_IsRefused(string given, int status, string reason)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Host = given;
        var rejection = Gate.Inspect(request);
        Assert.Equal((status, reason), (rejection?.Status ?? 200, rejection?.Reason));
    }

    [Theory]
    [InlineData("api.example.com:9443", "api.example.com:9443")]
    [InlineData("API.example.com:9443", "api.example.com:9443")]
    [InlineData("api.example.com:443", "api.example.com")]
    public void Host_PublicPortOtherThan443_KeepsThatPortOnly(string given, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(given);
        Assert.Null(new HostGate(["api.example.com"], 9443).Inspect(request));
        Assert.Equal(expected, request.Host.Value);
    }
}
