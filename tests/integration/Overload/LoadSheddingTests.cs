using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.LoadShedding.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Overload;

/// <summary>Places at a cluster on real sockets: held while the backend works, given back on every way in which a request can end.</summary>
public sealed class LoadSheddingTests : IAsyncLifetime
{
    private const string Limit = """{ "AdaptiveConcurrency": { "InitialLimit": 3, "MaxLimit": 3, "ReservePercent": 0, "MaxQueue": 1, "MaxWait": "30s" } }""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly TaskCompletionSource _gate = new();
    private TestConfiguration _configuration = null!;
    private RunningGateway _gateway = null!;

    private LimiterState State => _gateway.Services.GetRequiredService<ClusterLimiters>().Get("backend", Options).State;

    private static AdaptiveConcurrencyOptions Options =>
        new() { InitialLimit = 3, MaxLimit = 3, ReservePercent = 0, MaxQueue = 1, MaxWait = TimeSpan.FromSeconds(30) };

    public async ValueTask InitializeAsync()
    {
        _backend.Answer = request => request switch
        {
            { IsWebSocketUpgrade: true } => BackendResponse.SwitchToWebSocket(request),
            _ when request.RequestLine.Contains("/held", StringComparison.Ordinal) => BackendResponse.Ok() with { Gate = _gate.Task },
            _ when request.RequestLine.Contains("/broken", StringComparison.Ordinal) => BackendResponse.CloseWithoutAnswer(),
            _ when request.RequestLine.Contains("/endless", StringComparison.Ordinal) => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            _ => BackendResponse.Ok(),
        };
        _configuration = new TestConfiguration(_folder, _pki)
            .Cluster(_backend.Address, more: Limit)
            .Gateway("""{ "Policies": { "LoadShedding": {} } }""")
            .Route("open", "/open/{**rest}")
            .Route("low", "/low/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "LoadShedding": { "Priority": "Low" } }""")
            .Route("reported", "/reported/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "LoadShedding": { "Mode": "Report" } }""");
        _gateway = await RunningGateway.StartAsync(_configuration);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _gateway.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Requests_OverTheLimit_WaitOrAreShedLowestFirst(WireProtocol protocol)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => WireClient.ConnectAsync(_gateway, protocol)));
        var held = clients[..3].Select(c => c.GetAsync("/open/held")).ToList();
        await Eventually.Async(() => _backend.Heads == 3, Patience, "three are at the backend");
        var low = clients[3].GetAsync("/low/1");
        await Eventually.Async(() => State.Waiting == 1, Patience, "one waits");
        var normal = clients[4].GetAsync("/open/1");
        var displaced = await low;
        Assert.Equal("priority Low", Refusals.Check(_gateway, displaced, 503, "LoadShedding", "overloaded-waited").Note);
        Assert.Equal("5", displaced.Headers["Retry-After"]);
        Refusals.Check(_gateway, await clients[5].GetAsync("/low/2"), 503, "LoadShedding", "overloaded");
        Assert.Equal((3, 1), (State.InFlight, State.Waiting));
        _gate.SetResult();
        foreach (var answer in held.Append(normal)) Assert.Equal(200, (await answer).Status);
        await EmptyAsync();
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Place_OfWhatTheBackendDoesNotWorkOn_IsFree()
    {
        await using var slow = await _gateway.Http1Async();
        await slow.SendAsync("POST /open/slow HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: 10\r\n\r\n12345");
        await using var endless = await _gateway.Http1Async();
        await endless.SendAsync("GET /open/endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await using var socket = await _gateway.Http1Async();
        Assert.Equal(101, (await socket.RequestAsync(
            "GET /open/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")).Status);
        await Eventually.Async(() => _backend.Heads == 3, Patience, "all are at the backend");
        await EmptyAsync();
        await slow.SendAsync("67890");
        Assert.Equal(200, (await slow.ReadResponseAsync()).Status);
        await EmptyAsync();
    }

    [Fact]
    public async Task Requests_EndedInEveryWay_LeaveNothing()
    {
        await using var client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http1);
        Assert.Equal(502, (await client.GetAsync("/open/broken")).Status);
        await EmptyAsync();
        var aborted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _gateway.Http1Async()));
        foreach (var connection in aborted) await connection.SendAsync("GET /open/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await Eventually.Async(() => State is { InFlight: 3, Waiting: 1 }, Patience, "three are in flight and one waits");
        foreach (var connection in aborted) connection.Abort();
        await EmptyAsync();
        foreach (var connection in aborted) await connection.DisposeAsync();
        Assert.Equal(200, (await client.GetAsync("/open/1")).Status);
    }

    [Fact]
    public async Task Report_OverTheLimit_PassesAndIsRecorded()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _gateway.Http1Async()));
        foreach (var client in clients) await client.SendAsync("GET /reported/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await Eventually.Async(() => _backend.Heads == 4, Patience, "all are forwarded");
        Assert.Single(_gateway.Events.All, e => e is { Event: "request.reported", Policy: "LoadShedding", Reason: "overloaded" });
        Assert.Equal(4, State.InFlight);
        _gate.SetResult();
        foreach (var client in clients) Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        await EmptyAsync();
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Reload_WithTheSameCluster_KeepsWhatWasLearned()
    {
        var limiters = _gateway.Services.GetRequiredService<ClusterLimiters>();
        var before = limiters.Get("backend", Options);
        _configuration.Route("another", "/another").Write();
        Assert.True((await _gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None)).Succeeded);
        await using var client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http2);
        var held = client.GetAsync("/another/held");
        Assert.Equal(404, (await held).Status);
        var used = before.LastUsed;
        Assert.Equal(200, (await client.GetAsync("/another")).Status);
        Assert.True(before.LastUsed > used);
    }

    private Task EmptyAsync() => Eventually.Async(() => State is { InFlight: 0, Waiting: 0 }, Patience, "no place is held");
}
