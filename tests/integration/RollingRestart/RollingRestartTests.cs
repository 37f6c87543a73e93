using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.RollingRestart;

/// <summary>Three gateways behind HAProxy are stopped and started again one after the other, under load, and no client loses anything.</summary>
[Collection(ProcessTests.Collection)]
public sealed class RollingRestartTests : IAsyncLifetime
{
    private const int Replicas = 3;

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly GatewayProcess[] _gateways = new GatewayProcess[Replicas];
    private readonly (int Https, int Health)[] _ports = [.. Enumerable.Range(0, Replicas).Select(static _ => (RedisServer.FreePort(), RedisServer.FreePort()))];
    private EchoBackend _echo = null!;
    private HaProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _echo = await EchoBackend.StartAsync();
        for (var i = 0; i < Replicas; i++) _gateways[i] = Start(i);
        await Task.WhenAll(_gateways.Select(static g => g.WaitForErrorsAsync("Routes")));
        _proxy = await HaProxy.StartAsync(_folder, _ports);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        foreach (var gateway in _gateways.OfType<GatewayProcess>()) await gateway.DisposeAsync();
        await _echo.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Restart_OneAfterTheOther_NoClientLosesARequest()
    {
        using var stopping = new CancellationTokenSource();
        var load = new Load(_proxy, stopping.Token);
        var running = load.RunAsync();
        var restarts = new List<string>();
        try
        {
            await AtLeastAsync(load, 20);
            for (var i = 0; i < Replicas; i++)
            {
                var since = Stopwatch.GetTimestamp();
                Assert.Equal(0, await _gateways[i].StopAsync());
                var stopped = Stopwatch.GetElapsedTime(since);
                await _gateways[i].DisposeAsync();
                _gateways[i] = Start(i);
                await _gateways[i].WaitForErrorsAsync("Routes");
                await _proxy.WaitUntilAllAreUpAsync();
                restarts.Add($"gateway {i}: stopped in {stopped.TotalSeconds:0.0} s, back after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
            }

            await AtLeastAsync(load, 200);
        }
        finally
        {
            await stopping.CancelAsync();
            await running;
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', [.. restarts, .. load.All]));
        }

        foreach (var tally in load.All)
        {
            Assert.True(tally.Failures.Count == 0, tally.ToString());
            Assert.True(tally.Answered >= 200, tally.ToString());
        }

        // Each of them met at least one restart.
        Assert.True(load.WebSockets1.Closed >= 3, load.WebSockets1.ToString());
        Assert.True(load.WebSockets2.Closed >= 3, load.WebSockets2.ToString());
    }

    private static Task AtLeastAsync(Load load, int answers) =>
        Eventually.Async(() => load.All.All(t => t.Answered >= answers), TimeSpan.FromSeconds(20), $"{answers} answers of each kind");

    private GatewayProcess Start(int replica)
    {
        var path = new TestConfiguration(_folder, _pki)
            .Gateway($$"""
                {
                  "Https": { "Port": {{_ports[replica].Https}} },
                  "Health": { "Address": "127.0.0.1", "Port": {{_ports[replica].Health}} },
                  "Drain": { "Delay": "2s", "Timeout": "10s", "WebSocketSpread": "500ms" }
                }
                """)
            .Cluster(_echo.Http1Address)
            .Route("all", "/{**rest}")
            .Write($"gateway-{replica}.json");
        return GatewayProcess.Start(_folder, "--config", path);
    }
}
