using System.Diagnostics;
using Gateway.Telemetry.Tracing;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Telemetry;

public sealed class IncomingTraceTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void TraceParent_WithState_IsTheParent()
    {
        var context = IncomingTrace.ParentOf(Headers(Parent, "a=1", "b=2"));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "a=1,b=2", true), (context.TraceId.ToHexString(), context.TraceState, context.IsRemote));
    }

    [Fact]
    public void TraceState_TooLong_IsDroppedAlone()
    {
        var context = IncomingTrace.ParentOf(Headers(Parent, "a=" + new string('x', 511)));
        Assert.NotEqual(default, context.TraceId);
        Assert.Null(context.TraceState);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00a4bf92f3577b34da6a3ce929d0e0e4736a00f067aa0ba902b7a01")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    public void TraceParent_Malformed_IsNone(string value) => Assert.Equal(default, IncomingTrace.ParentOf(Headers(value)));

    [Fact]
    public void Span_OfTheClient_LosesItsUrl()
    {
        using var client = new ActivitySource("Test.SpanPrivacy");
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == "Test.SpanPrivacy",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var sent = client.StartActivity("GET", ActivityKind.Client)!;
        sent.SetTag("url.full", "https://backend/users/4711");
        using var privacy = new SpanPrivacy();
        privacy.OnEnd(sent);
        Assert.Null(sent.GetTagItem("url.full"));
    }

    private static IHeaderDictionary Headers(string parent, params string[] states)
    {
        var headers = new DefaultHttpContext().Request.Headers;
        headers.TraceParent = parent;
        if (states.Length > 0) headers.TraceState = states;
        return headers;
    }
}
