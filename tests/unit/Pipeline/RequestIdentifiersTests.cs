using System.Diagnostics;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.Pipeline;

public sealed class RequestIdentifiersTests
{
    private const string ClientTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Theory]
    [InlineData("a", true)]
    [InlineData("7b1b6a3e-9f7c-4b0d-8f0a-0d0b5f0f8c11", true)]
    [InlineData("Root=1:host/aB~x+y.z_-000001", true)]
    [InlineData("", false)]
    [InlineData(" a", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("a\0", false)]
    [InlineData("é", false)]
    [InlineData("a\u2028", false)]
    [InlineData("$(id)", false)]
    [InlineData("`id`", false)]
    [InlineData("<b>", false)]
    [InlineData("${jndi:x}", false)]
    [InlineData("\"", false)]
    public void IsRequestId_Text_IsCheckedStrictly(string value, bool expected) => Assert.Equal(expected, RequestIdentifiers.IsRequestId(value));

    [Fact]
    public void IsRequestId_Length_IsBounded()
    {
        Assert.True(RequestIdentifiers.IsRequestId(new string('a', 128)));
        Assert.False(RequestIdentifiers.IsRequestId(new string('a', 129)));
    }

    [Fact]
    public void For_TrustedPeer_BelievesTheRequestId() =>
        Assert.Equal("proxy-1", RequestIdentifiers.For(Request("proxy-1"), peerIsTrusted: true).RequestId);

    [Fact]
    public void For_Stranger_RequestIdIsTheTraceId()
    {
        var ids = RequestIdentifiers.For(Request("mine"), peerIsTrusted: false);
        Assert.Equal(ids.TraceId, ids.RequestId);
    }

    [Fact]
    public void For_TrustedPeerSendsUnfitOrTwoIds_RequestIdIsTheTraceId()
    {
        StringValues[] cases = ["a b", "", new string('a', 129), new(["one", "two"]), "a\nb"];
        foreach (var value in cases)
        {
            var ids = RequestIdentifiers.For(Request(value), peerIsTrusted: true);
            Assert.Equal(ids.TraceId, ids.RequestId);
        }
    }

    [Fact]
    public void For_NoActivity_TraceIdIsFresh()
    {
        Activity.Current = null;
        var one = RequestIdentifiers.For(Request(), peerIsTrusted: false);
        var two = RequestIdentifiers.For(Request(), peerIsTrusted: false);
        Assert.Matches("^[0-9a-f]{32}$", one.TraceId);
        Assert.NotEqual(one.TraceId, two.TraceId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void For_OwnActivity_IsUsedWhoeverAsks(bool trusted)
    {
        using var server = new Activity("server").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var inner = new Activity("inner").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal(server.TraceId.ToHexString(), RequestIdentifiers.For(Request(), trusted).TraceId);
    }

    // Both ways in which ASP.NET Core continues a client's traceparent: with a listener and without.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void For_TraceContinuedFromClient_IsBelievedFromTrustedPeersOnly(bool trusted, bool hasListener)
    {
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener { ShouldListenTo = s => hasListener && s == source, Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        const string Parent = $"00-{ClientTrace}-00f067aa0ba902b7-01";
        Assert.True(ActivityContext.TryParse(Parent, null, isRemote: true, out var remote));
        using var server = hasListener
            ? source.StartActivity(ActivityKind.Server, remote, name: "server")!
            : new Activity("server").SetParentId(Parent).Start();
        using var inner = new Activity("inner").Start();
        var id = RequestIdentifiers.For(Request(), trusted).TraceId;
        Assert.Equal(trusted, id == ClientTrace);
        Assert.Matches("^[0-9a-f]{32}$", id);
    }

    private static DefaultHttpContext Request(StringValues requestId = default)
    {
        var context = new DefaultHttpContext();
        if (requestId.Count > 0) context.Request.Headers["X-Request-Id"] = requestId;
        return context;
    }
}
