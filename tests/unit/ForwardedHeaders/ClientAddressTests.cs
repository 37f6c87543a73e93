using System.Net;
using Gateway.Policies.ForwardedHeaders;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.ForwardedHeaders;

public sealed class ClientAddressTests
{
    private static readonly ClientAddressResolver Resolver = new([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8:ffff::/48"), IPNetwork.Parse("::ffff:192.0.2.0/120")]);

    [Theory]
    [InlineData("203.0.113.9", "1.2.3.4", "203.0.113.9")]
    [InlineData("10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("192.0.2.77", "1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4")]
    [InlineData("10.0.0.1", "6.6.6.6|1.2.3.4|10.9.9.9", "1.2.3.4")]
    [InlineData("10.0.0.1", "10.1.1.1, 10.2.2.2", "10.1.1.1")]
    [InlineData("10.0.0.1", "1.2.3.4:5678", "1.2.3.4")]
    [InlineData("10.0.0.1", "[2001:db8::7]:443, 10.3.3.3", "2001:db8::7")]
    [InlineData("10.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "1.2.3.4, garbage, 10.9.9.9", "10.9.9.9")]
    [InlineData("10.0.0.1", "1.2.3.4, ", "10.0.0.1")]
    [InlineData("10.0.0.1", "unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "fe80::1%eth0", "10.0.0.1")]
    [InlineData("10.0.0.1", "[fe80::1%25eth0]", "10.0.0.1")]
    [InlineData("10.0.0.1", "0177.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "1", "10.0.0.1")]
    [InlineData("10.0.0.1", "0x7f.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4:80\0", "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4:99999", "10.0.0.1")]
    [InlineData("10.0.0.1", "[2001:db8::7", "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4 5.6.7.8", "10.0.0.1")]
    public void Client_OfAChain_IsTheRightmostNotTrusted(string peer, string lines, string expected)
    {
        var context = Context(peer, lines.Split('|'));
        Assert.Null(Resolver.Resolve(context, out var trusted));
        Assert.Equal(IPAddress.Parse(expected), context.Connection.RemoteIpAddress);
        Assert.Equal(peer != "203.0.113.9", trusted);
    }

    [Fact]
    public void Client_ChainTooLong_IsRefusedFromTrustedPeersAndIgnoredFromOthers()
    {
        var chain = string.Join(',', Enumerable.Repeat("1.2.3.4", 65));
        Assert.Equal("forwarded-too-many", Resolver.Resolve(Context("10.0.0.1", chain), out _)?.Reason);
        Assert.Null(Resolver.Resolve(Context("203.0.113.9", chain), out _));
        Assert.Null(Resolver.Resolve(Context("10.0.0.1", chain[..^8]), out _));
    }

    [Fact]
    public void Client_NoTrustedProxies_IsThePeer()
    {
        var context = Context("10.0.0.1", "1.2.3.4");
        Assert.Null(new ClientAddressResolver([]).Resolve(context, out var trusted));
        Assert.False(trusted);
        Assert.Equal(IPAddress.Parse("10.0.0.1"), context.Connection.RemoteIpAddress);
    }

    private static DefaultHttpContext Context(string peer, params string[] lines)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = new StringValues(lines);
        return context;
    }
}
