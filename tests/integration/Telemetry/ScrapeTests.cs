using Gateway.IntegrationTests.Support;
using Gateway.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>The metrics of a gateway that has had something to do, held against docs/telemetry.md.</summary>
public sealed class ScrapeTests
{
    [Fact]
    public async Task Metrics_Collected_AreThoseOfTheTableAndNoOthers()
    {
        await using var busy = await BusyGateway.StartAsync();
        var instruments = PublishedInstruments.Of(busy.Gateway, out var classes);
        Assert.InRange(classes, 8, 100);

        Assert.Equal(TelemetryTable.Metrics.Keys.Order(StringComparer.Ordinal), instruments.Select(static i => i.Name).Order(StringComparer.Ordinal));
        foreach (var instrument in instruments)
        {
            var row = TelemetryTable.Metrics[instrument.Name];
            var kind = PublishedInstruments.Kind(instrument);
            var family = PrometheusNames.Family(instrument.Name, instrument.Unit ?? "", PublishedInstruments.Exported(kind));
            Assert.Equal((instrument.Name, kind, instrument.Unit ?? "", family), (row.Name, row.Type, row.Unit, row.Prometheus));
            Assert.NotEmpty(row.Meaning);
            Assert.False(string.IsNullOrEmpty(instrument.Description), instrument.Name);
        }
    }

    [Fact]
    public async Task Scrape_AfterTraffic_IsStrictTextWithDocumentedNamesAndTags()
    {
        await using var busy = await BusyGateway.StartAsync();
        IReadOnlyList<PrometheusFamily> families = [];
        // A request is counted after its answer has gone.
        await Eventually.Async(
            async () =>
            {
                families = await Scrape.OfAsync(busy.Gateway);
                return Value("http_server_request_duration_seconds_count") == BusyGateway.Requests;
            },
            TimeSpan.FromSeconds(30),
            "every request is counted");
        Assert.Equal(0, busy.Gateway.Services.GetRequiredService<PrometheusExporter>().Duplicates);
        Assert.InRange(families.Count, 20, 200);
        var rows = TelemetryTable.Metrics.Values.ToDictionary(static m => m.Prometheus);
        foreach (var family in families)
        {
            Assert.True(rows.TryGetValue(family.Name, out var row), family.Name);
            Assert.Equal(row.Type == "up-down counter" ? "gauge" : row.Type, family.Type);
            var labels = family.Samples.SelectMany(static s => s.Labels.Keys).Except(["le"]).ToHashSet();
            var tags = row.Tags.Select(PrometheusNames.Label).ToHashSet();
            Assert.True(labels.IsSubsetOf(tags), $"{family.Name}: {string.Join(", ", labels.Except(tags))}");
        }

        Assert.Equal(2, Value("gateway_backend_request_duration_seconds_count", ("cluster", "backend"), ("outcome", "2xx")));
        Assert.Equal(1, Value("gateway_backend_request_duration_seconds_count", ("cluster", "gone"), ("outcome", "failed")));
        Assert.Equal(1, Value("gateway_policy_decisions_total", ("policy", "RateLimit"), ("outcome", "rejected")));
        Assert.Equal(1, Value("gateway_policy_decisions_total", ("policy", "Authentication"), ("reason", "credential-unrecognized")));
        Assert.Equal(1, Value("http_server_request_duration_seconds_count", ("http_route", "/items/{id}"), ("http_response_status_code", "200")));

        double Value(string name, params (string Label, string Value)[] labels) => families.SelectMany(static f => f.Samples)
            .Where(s => s.Name == name && labels.All(l => s.Labels.TryGetValue(l.Label, out var value) && value == l.Value))
            .Sum(static s => s.Value);
    }

    [Fact]
    public async Task Metrics_OnTheHealthListener_AreServedAndNowhereElse()
    {
        await using var busy = await BusyGateway.StartAsync();
        await using var probe = await RawHttp1Connection.ConnectAsync(busy.HealthPort);
        var answer = await probe.GetAsync("/metrics", "anything");
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.Headers["Content-Type"]));
        var families = PrometheusSamples.Parse(answer.Text);
        Assert.DoesNotContain(families.SelectMany(static f => f.Samples), static s => s.Labels.Values.Contains("/metrics"));
        Assert.Equal(405, (await probe.RequestAsync("POST /metrics HTTP/1.1\r\nHost: anything\r\nContent-Length: 0\r\n\r\n")).Status);
        await using var client = await busy.Gateway.Http1Async();
        Assert.Equal(404, (await client.GetAsync("/metrics", "localhost")).Status);
    }

    [Fact]
    public async Task Scrape_FifthAtATime_IsTurnedAway()
    {
        await using var busy = await BusyGateway.StartAsync();
        var text = busy.Gateway.Services.GetRequiredService<PrometheusText>();
        var slow = new TaskCompletionSource();
        await using var reader = new HeldStream(slow.Task);
        var held = Enumerable.Range(0, 4).Select(_ => text.WriteAsync(reader, CancellationToken.None)).ToArray();
        Assert.False(await text.WriteAsync(Stream.Null, CancellationToken.None));
        slow.SetResult();
        Assert.All(await Task.WhenAll(held), Assert.True);
        Assert.True(await text.WriteAsync(Stream.Null, CancellationToken.None));
    }

    [Fact]
    public async Task Request_NotTraced_MakesNoActivity()
    {
        await using var busy = await BusyGateway.StartAsync();
        Assert.All(busy.Backend.Requests, static r => Assert.False(r.Headers.Has("traceparent")));
    }
}
