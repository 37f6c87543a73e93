namespace Gateway.IntegrationTests.Telemetry;

/// <summary>What a collector gets, held against docs/telemetry.md.</summary>
[Collection(TracingTests.Name)]
public sealed class ExportTests
{
    [Fact]
    public async Task Request_Traced_GivesServerForwarderAndClientSpanWithTheDocumentedAttributes()
    {
        await using var traced = await TracedGateway.StartAsync();
        Assert.Equal(200, await traced.GetAsync("/items/secret-4711?token=hidden", ("Authorization", "Bearer abc"), ("User-Agent", "agent-x")));
        await traced.StopAsync();

        var spans = traced.Receiver.Spans;
        var server = Assert.Single(spans, static s => s.Source == "Gateway");
        Assert.Equal("GET /items/{id}", server.Name);
        Assert.Equal(2, server.Kind);
        Assert.Equal("", server.ParentId);
        Assert.Equal("GET", server.Attributes["http.request.method"]);
        Assert.Equal("/items/{id}", server.Attributes["http.route"]);
        Assert.Equal("https", server.Attributes["url.scheme"]);
        Assert.Equal("localhost", server.Attributes["server.address"]);
        Assert.Equal("200", server.Attributes["http.response.status_code"]);
        Assert.Equal("1.1", server.Attributes["network.protocol.version"]);
        Assert.Equal("items", server.Attributes["gateway.route"]);
        Assert.Equal("gateway", traced.Receiver.Resource["service.name"]);

        var trace = spans.Where(s => s.TraceId == server.TraceId).ToArray();
        Assert.Equal(TelemetryTable.Spans.Select(static s => s.Source).Order(), trace.Select(static s => s.Source).Order());
        var forwarder = Assert.Single(trace, static s => s.Source == "Yarp.ReverseProxy");
        var client = Assert.Single(trace, static s => s.Source == "System.Net.Http");
        Assert.Equal((server.SpanId, forwarder.SpanId), (forwarder.ParentId, client.ParentId));
        foreach (var span in trace)
        {
            var documented = TelemetryTable.Spans.Single(s => s.Source == span.Source);
            Assert.Subset(documented.Attributes.ToHashSet(), span.Attributes.Keys.ToHashSet());
            Assert.All(span.Attributes.Values.Append(span.Name), static v => Assert.DoesNotMatch("4711|hidden|abc|agent-x|127\\.0\\.0\\.1:", v));
        }

        // W3C trace context goes on to the backend, with the last span as its parent.
        Assert.Equal($"00-{client.TraceId}-{client.SpanId}-01", Assert.Single(traced.Backend.Requests).Headers["traceparent"]);
    }

    [Fact]
    public async Task Request_Refused_SaysWhoAndWhyOnTheSpan()
    {
        await using var traced = await TracedGateway.StartAsync(static c => c.Gateway(
            """{ "Policies": { "RateLimit": { "all": { "By": ["Address"], "Permits": 2, "Window": "1h" } } } }"""));
        Assert.Equal(200, await traced.GetAsync("/items/1"));
        Assert.Equal(404, await traced.GetAsync("/nowhere/at/all"));
        Assert.Equal(429, await traced.GetAsync("/items/2"));
        await traced.StopAsync();

        var server = traced.Receiver.Spans.Where(static s => s.Source == "Gateway").ToArray();
        Assert.Equal(3, server.Length);
        var refused = Assert.Single(server, static s => s.Attributes["http.response.status_code"] == "429");
        Assert.Equal(("RateLimit", "rejected"), (refused.Attributes["gateway.policy"], refused.Attributes["gateway.outcome"]));
        Assert.NotEmpty(refused.Attributes["gateway.reason"]);
        var recorded = Assert.Single(traced.Gateway.Events.All, static e => e.Status == 429);
        Assert.Equal(recorded.TraceId, refused.TraceId);
        Assert.Equal(recorded.Reason, refused.Attributes["gateway.reason"]);

        // No route: no name made of the client's path.
        var unmatched = Assert.Single(server, static s => !s.Attributes.ContainsKey("http.route"));
        Assert.Equal("GET", unmatched.Name);
    }

    [Fact]
    public async Task Failure_Logged_IsExportedWithinItsTrace()
    {
        await using var traced = await TracedGateway.StartAsync(static c => c.Route("ints", "/things/{id:int}").Route("longs", "/things/{id:long}"));
        Assert.Equal(503, await traced.GetAsync("/things/1"));
        await traced.StopAsync();

        var log = Assert.Single(traced.Receiver.Logs, static l => l.Category.EndsWith("EdgeMiddleware", StringComparison.Ordinal));
        Assert.Equal("A request could not be made canonical or routed.", log.Body);
        var server = Assert.Single(traced.Receiver.Spans, static s => s.Source == "Gateway");
        Assert.Equal(server.TraceId, log.TraceId);
        Assert.Equal("503", server.Attributes["error.type"]);
        Assert.All(traced.Receiver.Logs, static l => Assert.Contains(TelemetryTable.LogCategories, c => l.Category.StartsWith(c, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Metrics_Exported_AreInTheTableAndLeaveOutTheExportItself()
    {
        await using var traced = await TracedGateway.StartAsync(variables: ("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        Assert.Equal(200, await traced.GetAsync("/items/1"));
        await Support.Eventually.Async(() => traced.Receiver.Metrics.Any(static m => m.Name == "gateway.backend.request.duration"), TimeSpan.FromSeconds(30), "metrics arrive");
        var connections = Assert.Single((await Scrape.OfAsync(traced.Gateway)).Single(static f => f.Name == "gateway_backend_connections").Samples);
        Assert.Equal(("backend", traced.Backend.OpenConnections), (connections.Labels["cluster"], (int)connections.Value));
        await traced.StopAsync();

        var metrics = traced.Receiver.Metrics.DistinctBy(static m => m.Name).ToArray();
        Assert.InRange(metrics.Length, 20, 200);
        Assert.All(metrics, static m => Assert.Equal(TelemetryTable.Metrics[m.Name].Unit, m.Unit));
        Assert.All(metrics, static m => Assert.True(TelemetryTable.Metrics.ContainsKey(m.Name), m.Name));
    }

    [Fact]
    public async Task Sampler_FromTheEnvironment_IsObeyed()
    {
        await using var traced = await TracedGateway.StartAsync(variables: ("OTEL_TRACES_SAMPLER", "always_off"));
        Assert.Equal(200, await traced.GetAsync("/items/1"));
        await traced.StopAsync();
        Assert.Empty(traced.Receiver.Spans);
        // The backend still gets a trace id, marked as not sampled.
        Assert.EndsWith("-00", Assert.Single(traced.Backend.Requests).Headers["traceparent"], StringComparison.Ordinal);
    }
}
