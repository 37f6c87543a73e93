namespace Gateway.IntegrationTests.Telemetry;

/// <summary>Whose traceparent is believed: a stranger's would let him write into another's trace, or switch sampling on and off.</summary>
[Collection(TracingTests.Name)]
public sealed class IncomingTraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Sampled = $"00-{TraceId}-00f067aa0ba902b7-01";
    private const string NotSampled = $"00-{TraceId}-00f067aa0ba902b7-00";
    private const string TrustLoopback = """{ "TrustedProxies": ["127.0.0.0/8"] }""";

    [Fact]
    public async Task TraceParent_OfAStranger_StartsATraceOfOurs()
    {
        await using var traced = await TracedGateway.StartAsync();
        Assert.Equal(200, await traced.GetAsync("/items/1", ("traceparent", NotSampled), ("tracestate", "a=b"), ("baggage", "user=eve")));
        await traced.StopAsync();

        var server = Assert.Single(traced.Receiver.Spans, static s => s.Source == "Gateway");
        Assert.NotEqual(TraceId, server.TraceId);
        Assert.Equal(("", ""), (server.ParentId, server.State));
        var headers = Assert.Single(traced.Backend.Requests).Headers;
        Assert.Contains(server.TraceId, headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal((false, false), (headers.Has("tracestate"), headers.Has("baggage")));
    }

    [Fact]
    public async Task TraceParent_OfATrustedProxy_IsContinued()
    {
        await using var traced = await TracedGateway.StartAsync(static c => c.Gateway(TrustLoopback));
        Assert.Equal(200, await traced.GetAsync("/items/1", ("traceparent", Sampled), ("tracestate", "a=b"), ("baggage", "user=alice")));
        await traced.StopAsync();

        var server = Assert.Single(traced.Receiver.Spans, static s => s.Source == "Gateway");
        Assert.Equal((TraceId, "00f067aa0ba902b7", "a=b"), (server.TraceId, server.ParentId, server.State));
        var headers = Assert.Single(traced.Backend.Requests).Headers;
        Assert.StartsWith($"00-{TraceId}-", headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("a=b", headers["tracestate"]);
        Assert.Matches("^user *= *alice$", headers["baggage"]!);
    }

    [Theory]
    [InlineData(NotSampled, 0)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", 1)]
    [InlineData("garbage", 1)]
    public async Task TraceParent_OfATrustedProxy_DecidesSamplingOnlyWhenItIsOne(string traceparent, int spans)
    {
        await using var traced = await TracedGateway.StartAsync(static c => c.Gateway(TrustLoopback));
        Assert.Equal(200, await traced.GetAsync("/items/1", ("traceparent", traceparent)));
        await traced.StopAsync();
        Assert.Equal(spans, traced.Receiver.Spans.Count(static s => s.Source == "Gateway"));
    }

    [Fact]
    public async Task TraceParent_Twice_IsIgnored()
    {
        await using var traced = await TracedGateway.StartAsync(static c => c.Gateway(TrustLoopback));
        await traced.GetAsync("/items/1", ("traceparent", Sampled), ("traceparent", Sampled));
        await traced.StopAsync();
        Assert.NotEqual(TraceId, Assert.Single(traced.Receiver.Spans, static s => s.Source == "Gateway").TraceId);
    }
}
