using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Overload;

/// <summary>Destinations that fail: out, tried, back; and what remains when there is no other.</summary>
public sealed class OutlierEjectionTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _good = RecordingBackend.Start();
    private readonly RecordingBackend _bad = RecordingBackend.Start();
    private readonly FakeClock _clock = new(TimeProvider.System.GetUtcNow());
    private RunningGateway _gateway = null!;
    private WireClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var two = $$"""{ "LoadBalancingPolicy": "RoundRobin", "OutlierEjection": { "ConsecutiveFailures": 3 }, "Destinations": { "a": { "Address": "{{_good.Address}}" }, "b": { "Address": "{{_bad.Address}}" } } }""";
        var one = """{ "OutlierEjection": { "ConsecutiveFailures": 3, "MaxEjectedPercent": 100, "EjectionTime": "10s" } }""";
        _gateway = await RunningGateway.StartAsync(
            new TestConfiguration(_folder, _pki)
                .Cluster(_good.Address, more: two)
                .Cluster(_bad.Address, "breaker", one)
                .Cluster(_bad.Address, "spared", """{ "OutlierEjection": { "ConsecutiveFailures": 3 } }""")
                .Route("two", "/two/{**rest}")
                .Route("breaker", "/breaker/{**rest}", cluster: "breaker")
                .Route("spared", "/spared/{**rest}", cluster: "spared"),
            _clock);
        _client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http2);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _gateway.DisposeAsync();
        await _good.DisposeAsync();
        await _bad.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(502)]
    [InlineData(0)]
    public async Task Destination_ThatFails_IsOutUntilItAnswersAgain(int status)
    {
        _bad.Answer = _ => status == 0 ? BackendResponse.CloseWithoutAnswer() : BackendResponse.Of(status);
        await EjectAsync("/two/1", "backend/b");
        await OnlyGoodAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        await OnlyGoodAsync();

        // Tried with one request, which fails: out for twice the time.
        _clock.Advance(TimeSpan.FromSeconds(2));
        await GetUntilAsync("/two/1", () => Events("destination.ejected").Length == 2);
        Assert.Equal(("trial-failed", "for 60 s"), (Events("destination.ejected")[1].Reason, Events("destination.ejected")[1].Note));
        await OnlyGoodAsync();

        _bad.Answer = _ => BackendResponse.Ok();
        _clock.Advance(TimeSpan.FromSeconds(61));
        await GetUntilAsync("/two/1", () => Events("destination.returned").Length == 1);
        Assert.Equal("backend/b", Events("destination.returned")[0].Resource);
        var before = _bad.Requests.Count;
        for (var i = 0; i < 10; i++) Assert.Equal(200, (await _client.GetAsync("/two/1")).Status);
        Assert.InRange(_bad.Requests.Count - before, 4, 6);
    }

    [Fact]
    public async Task Callers_WithDeadlinesThatNobodyCanKeep_EjectNothing()
    {
        var gate = new TaskCompletionSource();
        _bad.Answer = _ => BackendResponse.Ok() with { Gate = gate.Task };
        await using var client = await _gateway.Http2Async();
        for (var call = 1; call <= 5; call++)
        {
            var answer = client.RequestAsync(Http2Headers.Request("POST", "/breaker/1", more: [("content-type", "application/grpc"), ("grpc-timeout", "1m")]));
            await _bad.WaitForRequestsAsync(call);
            _clock.Advance(TimeSpan.FromMilliseconds(2));
            Assert.Equal("4", (await answer).Headers["grpc-status"]);
        }

        gate.SetResult();
        Assert.Empty(Events("destination.ejected"));
        Assert.Equal(200, (await _client.GetAsync("/breaker/1")).Status);
    }

    [Fact]
    public async Task OnlyDestination_ThatMayBeEjected_IsACircuitBreaker()
    {
        _bad.Answer = _ => BackendResponse.CloseWithoutAnswer();
        await EjectAsync("/breaker/1", "breaker/a");
        await Eventually.Async(async () => (await _client.GetAsync("/breaker/1")).Status == 503, Deadline.Default, "the circuit is open");
        var before = _bad.Heads;
        for (var i = 0; i < 5; i++) Refusals.Check(_gateway, await _client.GetAsync("/breaker/1"), 503, "Forwarding", "no-available-destination");
        Assert.Equal(before, _bad.Heads);

        // Half open: one at a time, the others are not let in.
        var gate = new TaskCompletionSource();
        _bad.Answer = _ => BackendResponse.Ok() with { Gate = gate.Task };
        _clock.Advance(TimeSpan.FromSeconds(10));
        Task<WireAnswer>? trial = null;
        await Eventually.Async(
            async () =>
            {
                trial = _client.GetAsync("/breaker/trial");
                await Task.WhenAny(trial, _bad.WaitForRequestsAsync(before + 1));
                return !trial.IsCompleted;
            },
            Deadline.Default,
            "a trial is let through");
        for (var i = 0; i < 5; i++) Assert.Equal(503, (await _client.GetAsync("/breaker/1")).Status);
        Assert.Equal(before + 1, _bad.Heads);
        gate.SetResult();
        Assert.Equal(200, (await trial!).Status);
        await GetUntilAsync("/breaker/1", () => Events("destination.returned").Length == 1);
        Assert.Equal(200, (await _client.GetAsync("/breaker/1")).Status);
    }

    [Fact]
    public async Task OnlyDestination_ByDefault_IsNeverEjected()
    {
        _bad.Answer = _ => BackendResponse.CloseWithoutAnswer();
        for (var i = 0; i < 20; i++) Assert.Equal(502, (await _client.GetAsync("/spared/1")).Status);
        Assert.Empty(Events("destination.ejected"));
        _bad.Answer = _ => BackendResponse.Ok();
        Assert.Equal(200, (await _client.GetAsync("/spared/1")).Status);
    }

    [Fact]
    public async Task Errors500_InARow_DoNotEject()
    {
        _bad.Answer = _ => BackendResponse.Of(500);
        for (var i = 0; i < 16; i++) await _client.GetAsync("/two/1");
        Assert.Empty(Events("destination.ejected"));
        Assert.Equal(8, _bad.Requests.Count);
    }

    [Fact]
    public async Task ActiveHealth_OfADestinationThatFailsItsProbe_IsKeptOut()
    {
        await using var backend = RecordingBackend.Start();
        var healthy = false;
        backend.Answer = r => r.RequestLine.Contains("/alive", StringComparison.Ordinal) && !Volatile.Read(ref healthy) ? BackendResponse.Of(500) : BackendResponse.Ok();
        using var folder = new TempFolder();
        var probed = """{ "HealthCheck": { "AvailableDestinationsPolicy": "HealthyAndUnknown", "Active": { "Enabled": true, "Interval": "200ms", "Timeout": "5s", "Policy": "ConsecutiveFailures", "Path": "/alive" } }, "Metadata": { "ConsecutiveFailuresHealthPolicy.Threshold": "1" } }""";
        await using var gateway = await RunningGateway.StartAsync(new TestConfiguration(folder, _pki).Cluster(backend.Address, more: probed).Route("open", "/open/{**rest}"));
        await using var client = await WireClient.ConnectAsync(gateway, WireProtocol.Http2);
        await Eventually.Async(async () => (await client.GetAsync("/open/1")).Status == 503, Deadline.Default, "it is out");
        Refusals.Check(gateway, await client.GetAsync("/open/1"), 503, "Forwarding", "no-available-destination");
        Volatile.Write(ref healthy, true);
        await Eventually.Async(async () => (await client.GetAsync("/open/1")).Status == 200, Deadline.Default, "it is back");
    }

    private Gateway.Policies.Events.SecurityEvent[] Events(string name) => [.. _gateway.Events.All.Where(e => e.Event == name)];

    private async Task EjectAsync(string path, string resource)
    {
        await GetUntilAsync(path, () => Events("destination.ejected").Length == 1);
        var ejected = Events("destination.ejected")[0];
        Assert.Equal((resource, "failure", "consecutive-failures"), (ejected.Resource, ejected.Outcome, ejected.Reason));
    }

    private Task GetUntilAsync(string path, Func<bool> condition) => Eventually.Async(
        async () =>
        {
            await _client.GetAsync(path);
            return condition();
        },
        Deadline.Default,
        "requests have brought it about");

    // YARP changes the list of destinations on another thread.
    private async Task OnlyGoodAsync()
    {
        await Eventually.Async(async () => (await _client.GetAsync("/two/1")).Status == 200 && (await _client.GetAsync("/two/1")).Status == 200, Deadline.Default, "the other answers");
        var before = _bad.Heads;
        for (var i = 0; i < 6; i++) Assert.Equal(200, (await _client.GetAsync("/two/1")).Status);
        Assert.Equal(before, _bad.Heads);
    }
}
