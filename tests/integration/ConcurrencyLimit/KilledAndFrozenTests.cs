using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.ConcurrencyLimit;

/// <summary>Real processes with the real times: one is killed, one is frozen beyond the end of its slots and goes on.</summary>
public sealed class KilledAndFrozenTests : IAsyncLifetime
{
    private const int Permits = 4;
    private const string Held = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<TempFolder> _folders = [];
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly TaskCompletionSource _gate = new();
    private readonly List<IAsyncDisposable> _open = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _backend.Answer = request => request.RequestLine.Contains("/held", StringComparison.Ordinal) ? BackendResponse.Ok() with { Gate = _gate.Task } : BackendResponse.Ok();
        _redis = await RedisServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        _open.Reverse();
        foreach (var open in _open) await open.DisposeAsync();
        await _redis.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        foreach (var folder in _folders) folder.Dispose();
    }

    [Fact]
    public async Task Replicas_KilledAndFrozen_TheirSlotsAreFreeInTenSecondsAndNotUsedTwice()
    {
        var started = await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());
        var (killed, frozen, other) = (started[0], started[1], started[2]);
        await HoldAsync(killed.Port, 2);
        await HoldAsync(frozen.Port, 2);
        Assert.Equal(429, await StatusAsync(other.Port));

        var since = Stopwatch.GetTimestamp();
        await frozen.Process.PauseAsync();
        await killed.Process.KillAsync();
        await HoldEventuallyAsync(other.Port, Permits);
        var took = Stopwatch.GetElapsedTime(since);
        TestContext.Current.TestOutputHelper?.WriteLine($"all free after {took.TotalSeconds:0.0} s");
        Assert.InRange(took, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(15));

        // It goes on, with two requests of its own still running, and takes no new one on slots that are others' now.
        await frozen.Process.ContinueAsync();
        for (var i = 0; i < 10; i++) Assert.Equal(429, await StatusAsync(frozen.Port));

        // When all have ended everything is free again, for everybody.
        _gate.SetResult();
        await Eventually.Async(async () => await StatusAsync(frozen.Port) == 200 && await StatusAsync(other.Port) == 200, Patience, "free again");
    }

    private static async Task<int> StatusAsync(int port)
    {
        await using var client = await RawHttp1Connection.ConnectAsync(port, new ClientTls());
        return (await client.GetAsync("/free")).Status;
    }

    private async Task HoldAsync(int port, int count)
    {
        var heads = _backend.Heads;
        for (var i = 0; i < count; i++) await SendAsync(port);
        await Eventually.Async(() => _backend.Heads == heads + count, Patience, $"{count} are in flight");
    }

    private async Task HoldEventuallyAsync(int port, int count)
    {
        // One that is refused asks again on its connection: a fast machine would soon have more connections than an address may.
        RawHttp1Connection? client = null;
        for (var held = 0; held < count;)
        {
            var heads = _backend.Heads;
            if (client is null) client = await SendAsync(port);
            else await client.SendAsync(Held);
            var answer = client.ReadResponseOrCloseAsync(timeout: Patience);
            await Eventually.Async(() => answer.IsCompleted || _backend.Heads > heads, Patience, "refused or in flight");
            if (_backend.Heads > heads) held++;
            if (_backend.Heads > heads || await answer is null) client = null;
        }
    }

    private async Task<RawHttp1Connection> SendAsync(int port)
    {
        var client = await RawHttp1Connection.ConnectAsync(port, new ClientTls(), Patience);
        _open.Add(client);
        await client.SendAsync(Held);
        return client;
    }

    private async Task<(GatewayProcess Process, int Port)> StartAsync()
    {
        var folder = new TempFolder();
        _folders.Add(folder);
        var port = RedisServer.FreePort();
        var path = new TestConfiguration(folder, _pki).Cluster(_backend.Address)
            .Gateway($$"""
                { "Https": { "Port": {{port}} }, "Redis": { "ConnectionString": "{{_redis.Endpoint}}", "DecisionBudget": "2s" },
                  "Policies": { "ConcurrencyLimit": { "all": { "By": ["Global"], "Shared": true, "Permits": {{Permits}}, "OnStoreFailure": "Deny" } } } }
                """)
            .Route("all", "/{**rest}")
            .Write();
        var process = GatewayProcess.Start(folder, "--config", path);
        _open.Add(process);
        await process.WaitForErrorsAsync("Routes");
        await Eventually.Async(async () => await StatusAsync(port) == 200, Patience, "Redis decides");
        return (process, port);
    }
}
