using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>What metrics a request pays for, and that those it does not pay for are exact all the same.</summary>
public sealed class RequestCostTests : IAsyncLifetime
{
    private const string Pepper = "a pepper of at least thirty-two bytes";
    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private const string Chain = """
        {
          "Authentication": { "Schemes": ["ApiKey:main"] }, "Authorization": { "AnyAuthenticated": true },
          "RateLimit": { "one": { "By": ["Consumer"], "Permits": 10000, "Window": "1h" }, "two": { "By": ["Route"], "Permits": 10000, "Window": "1h" } },
          "ConcurrencyLimit": { "few": { "By": ["Consumer"], "Permits": 100 } }, "LoadShedding": {}
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly ActivitySink _events = new();
    private (string, string) _key;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        using var pki = new TestPki();
        _key = ("x-api-key", new ApiKeyFile(_folder.PathOf("keys.json"), TimeProvider.System).Create("gw", Pepper, new NewApiKey("acme")).Text);
        _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, pki)
            .Gateway($$"""{ "ApiKeys": { "main": { "Path": "keys.json", "Pepper": "{{Pepper}}" } }, "Health": { "Address": "127.0.0.1", "Port": {{RedisServer.FreePort()}} } }""")
            .Cluster(_backend.Address)
            .Cluster("http://127.0.0.1:1/", "gone")
            .Route("chain", "/chain", Chain)
            .Route("open", "/open")
            .Route("gone", "/gone", cluster: "gone"), customize: services => services.Replace(ServiceDescriptor.Singleton<IEventSink>(_events)));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _backend.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_WithTheWholeChain_RecordsTwoDurationsAndNothingElse(bool http2)
    {
        await using var client1 = await _gateway.Http1Async();
        await using var client2 = await _gateway.Http2Async();
        await SendAsync(3);
        using var recorded = new RecordedMeasurements(_gateway);
        Assert.Empty(recorded.Misjudged);
        await SendAsync(5);
        // A request is measured after its answer has gone; one of before may still have been.
        await Eventually.Async(() => recorded.Counts.GetValueOrDefault("http.server.request.duration") >= 5, Patience, "the requests are measured");
        Assert.Equal(["gateway.backend.request.duration", "http.server.request.duration"], recorded.Counts.Keys.Order(StringComparer.Ordinal));
        Assert.All(recorded.Counts.Values, static n => Assert.InRange(n, 5, 6));

        async Task SendAsync(int requests)
        {
            for (var i = 0; i < requests; i++)
                Assert.Equal(200, http2 ? (await client2.GetAsync("/chain", "localhost", _key)).Status : (await client1.GetAsync("/chain", "localhost", _key)).Status);
        }
    }

    [Fact]
    public async Task Request_NotTraced_HasNeitherActivityNorLogScope()
    {
        await using var client = await _gateway.Http1Async();
        Assert.Equal(404, (await client.GetAsync("/nowhere", "localhost", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))).Status);
        Assert.Equal([null], _events.Activities);
        // What makes ASP.NET Core open a scope for each request, and an activity with it.
        Assert.False(_gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical));
        Assert.False(_gateway.Services.GetRequiredService<DiagnosticListener>().IsEnabled());
    }

    [Fact]
    public async Task Counts_AfterAReload_GoOnWhereTheyWere()
    {
        await using var client = await _gateway.Http1Async();
        Assert.Equal(200, (await client.GetAsync("/chain", "localhost", _key)).Status);
        var path = _gateway.ConfigurationPath;
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("/open", "/opened", StringComparison.Ordinal));
        var reload = await _gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None);
        Assert.True(reload.Succeeded, string.Join('\n', reload.Findings));
        Assert.Equal(200, (await client.GetAsync("/chain", "localhost", _key)).Status);

        Assert.Equal(2, await ValueAsync("gateway_authentication_attempts_total", ("outcome", "success")));
        Assert.Equal(2, await ValueAsync("gateway_rate_limit_decisions_total", ("rule", "one"), ("outcome", "admitted")));
        Assert.Equal(2, await ValueAsync("gateway_rate_limit_decisions_total", ("rule", "two"), ("outcome", "admitted")));
        Assert.Equal(2, await ValueAsync("gateway_concurrency_limit_decisions_total", ("rule", "few"), ("outcome", "admitted")));
        Assert.Equal(2, await ValueAsync("gateway_load_shedding_decisions_total", ("outcome", "admitted")));
        Assert.Equal(_backend.OpenConnections, await ValueAsync("gateway_backend_connections"));
        await Eventually.Async(async () => await ValueAsync("gateway_concurrency_limit_in_flight") == 0, Patience, "no slot is held");
    }

    [Fact]
    public async Task ActiveRequests_OfEveryEnd_ComeBackToZero()
    {
        var gate = new TaskCompletionSource();
        _backend.Answer = request => request.IsWebSocketUpgrade ? BackendResponse.SwitchToWebSocket(request) : BackendResponse.Ok() with { Gate = gate.Task };
        await using var socket = await _gateway.Http1Async();
        await using var aborted = await _gateway.Http1Async();
        await using var waiting = await _gateway.Http2Async();
        Assert.Equal(101, (await socket.RequestAsync($"GET /open HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\n{Handshake}\r\n")).Status);
        await aborted.SendAsync("GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var answer = waiting.GetAsync("/open");
        await ActiveAsync(3);
        Assert.Equal(3, await ValueAsync("gateway_backend_connections", ("cluster", "backend")));

        aborted.Abort();
        await ActiveAsync(2);
        gate.SetResult();
        Assert.Equal(200, (await answer).Status);
        await ActiveAsync(1);
        await using var other = await _gateway.Http1Async();
        foreach (var (status, target) in new[] { (502, "/gone"), (404, "/nowhere"), (401, "/chain"), (400, "/open%00") })
        {
            await using var client = await _gateway.Http1Async();
            Assert.Equal(status, (await client.GetAsync(target)).Status);
        }

        await ActiveAsync(1);
        socket.Abort();
        await ActiveAsync(0);
        await Eventually.Async(async () => await ValueAsync("gateway_backend_connections", ("cluster", "backend")) == _backend.OpenConnections, Patience, "closed connections are not counted");
    }

    private Task ActiveAsync(int expected) => Eventually.Async(
        async () => await ValueAsync("http_server_active_requests") == expected, Patience, $"{expected} requests are in flight");

    private async Task<double> ValueAsync(string name, params (string Label, string Value)[] labels) => (await Scrape.OfAsync(_gateway))
        .SelectMany(static f => f.Samples)
        .Where(s => s.Name == name && labels.All(l => s.Labels.TryGetValue(l.Label, out var value) && value == l.Value))
        .Sum(static s => s.Value);

    /// <summary>The activity in which each event was written.</summary>
    private sealed class ActivitySink : IEventSink
    {
        public ConcurrentQueue<Activity?> Activities { get; } = [];

        public void Write(SecurityEvent securityEvent)
        {
            if (securityEvent.Event == "request.rejected") Activities.Enqueue(Activity.Current);
        }
    }
}
