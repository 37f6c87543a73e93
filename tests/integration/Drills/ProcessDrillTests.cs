using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drills;

/// <summary>The process runs out of what the system gives it. A real process, because its limits are what the drill is about.</summary>
[Collection(ProcessTests.Collection)]
public sealed class ProcessDrillTests : IAsyncDisposable
{
    private const int Megabyte = 1_048_576;

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly int _port = RedisServer.FreePort();

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    // With one processor one thread waits for all sockets: what keeps it busy stops everything.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task OutOfFileDescriptors_OpenConnectionsGoOn_AndNewOnesAreTakenAfterwards(int processors)
    {
        await using var gateway = await StartAsync(processors == 0 ? [] : new() { ["DOTNET_PROCESSOR_COUNT"] = processors.ToString(CultureInfo.InvariantCulture) });
        await using var kept = await ConnectAsync();
        Assert.Equal(200, (await kept.GetAsync("/any/1")).Status);

        // Some air for what the runtime itself opens and closes; far less than the flood wants.
        await LimitAsync(gateway, HighestDescriptor(gateway) + 12);
        var flood = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 60; i++)
            {
                flood.Add(new TcpClient());
                await flood[^1].ConnectAsync(IPAddress.Loopback, _port);
            }

            // The system has the connection, the gateway has no descriptor for it: a handshake does not begin.
            await Assert.ThrowsAnyAsync<Exception>(() => RawHttp1Connection.ConnectAsync(_port, new ClientTls(), TimeSpan.FromSeconds(1)));
            for (var i = 0; i < 20; i++) Assert.Equal(200, (await kept.GetAsync("/any/1")).Status);
            await Eventually.Async(
                () => gateway.Output.Contains("\"event\":\"process.descriptors.scarce\"", StringComparison.Ordinal), TimeSpan.FromSeconds(15), "the operator is told");
        }
        finally
        {
            flood.ForEach(static c => c.Dispose());
        }

        await Eventually.Async(
            async () =>
            {
                try
                {
                    await using var fresh = await RawHttp1Connection.ConnectAsync(_port, new ClientTls(), TimeSpan.FromSeconds(2));
                    return (await fresh.GetAsync("/any/1")).Status == 200;
                }
                catch (Exception error) when (error is IOException or TimeoutException or SocketException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(60),
            "a new connection is served");
        Assert.Equal(200, (await kept.GetAsync("/any/1")).Status);
        Assert.False(gateway.HasExited);
    }

    [Fact]
    public async Task OutOfFileDescriptorsForBackends_Is503ForTheRest_AndNoDestinationIsEjected()
    {
        const int Clients = 40;
        const int Air = 16;
        var go = new TaskCompletionSource();
        _backend.Answer = _ => BackendResponse.Ok("late") with { Gate = go.Task };
        await using var gateway = await StartAsync([]);
        var clients = new List<RawHttp1Connection>();
        try
        {
            for (var i = 0; i < Clients; i++) clients.Add(await ConnectAsync());
            await LimitAsync(gateway, HighestDescriptor(gateway) + Air);
            var answers = clients.ConvertAll(static c => c.GetAsync("/any/1"));
            // Each that is forwarded has a connection of its own; the rest is refused without a wait.
            await Eventually.Async(() => answers.Count(static a => a.IsCompleted) >= Clients - Air, Deadline.Default, "what has no connection is refused");
            Assert.False(gateway.HasExited);
            go.SetResult();
            var statuses = (await Task.WhenAll(answers)).Select(static a => a.Status).ToArray();
            Assert.InRange(statuses.Count(static s => s == 200), 1, Air);
            Assert.All(statuses, static s => Assert.True(s is 200 or 503, $"{s}"));
            await Eventually.Async(() => gateway.Output.Contains("\"reason\":\"descriptors-exhausted\"", StringComparison.Ordinal), Deadline.Default, "the event says why");
            // Those connections are free now, and nothing was the destination's fault: it would be out after five failures, and all would be 503.
            foreach (var client in clients) Assert.Equal(200, (await client.GetAsync("/any/2")).Status);
        }
        finally
        {
            go.TrySetResult();
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task BodiesBeyondTheMemory_Are503_AndTheProcessServesOn()
    {
        const int Budget = 8;
        const int Clients = 64;
        // Less heap than the bodies have together.
        await using var gateway = await StartAsync(new() { ["DOTNET_GCHeapHardLimit"] = "0x3C00000" });
        await using var kept = await ConnectAsync();
        byte[] unfinished = [.. Encoding.ASCII.GetBytes($"POST /json/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Megabyte}\r\n\r\n["), .. Enumerable.Repeat((byte)' ', Megabyte - 2)];
        var clients = new List<RawHttp1Connection>();
        try
        {
            for (var i = 0; i < Clients; i++) clients.Add(await RawHttp1Connection.ConnectAsync(_port, new ClientTls(), TimeSpan.FromSeconds(30)));
            var answers = clients.Select(async c =>
            {
                await c.TrySendAsync(unfinished);
                return await c.ReadResponseOrCloseAsync();
            }).ToArray();
            await Eventually.Async(() => answers.Count(static a => a.IsCompleted) >= Clients - Budget, TimeSpan.FromSeconds(30), "what is beyond the budget is refused");
            Assert.Equal(200, (await kept.GetAsync("/any/1")).Status);
            var refused = new List<RawResponse>();
            foreach (var answer in answers.Where(static a => a.IsCompletedSuccessfully)) if (await answer is { } response) refused.Add(response);
            Assert.NotEmpty(refused);
            Assert.All(refused, static r => Assert.Equal(503, r.Status));
            Assert.All(refused, static r => Assert.DoesNotContain("memory", r.ToString(), StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Abort();
                await client.DisposeAsync();
            }
        }

        await Eventually.Async(() => gateway.Output.Contains("\"reason\":\"body-memory-exhausted\"", StringComparison.Ordinal), Deadline.Default, "the event says why");
        byte[] whole = [.. unfinished, (byte)']'];
        await Eventually.Async(
            async () =>
            {
                await using var fresh = await ConnectAsync();
                await fresh.SendAsync(whole);
                return (await fresh.ReadResponseAsync()).Status == 200;
            },
            Deadline.Default,
            "the memory is given back");
        Assert.Equal(200, (await kept.GetAsync("/any/1")).Status);
        Assert.False(gateway.HasExited);
    }

    private Task<RawHttp1Connection> ConnectAsync() => RawHttp1Connection.ConnectAsync(_port, new ClientTls());

    private static int HighestDescriptor(GatewayProcess gateway) =>
        Directory.GetFileSystemEntries($"/proc/{gateway.Id}/fd").Max(static f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture));

    // The soft limit only: the hard one stays what it was.
    private static async Task LimitAsync(GatewayProcess gateway, int descriptors)
    {
        using var limit = Process.Start("prlimit", [string.Create(CultureInfo.InvariantCulture, $"--pid={gateway.Id}"), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:")]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }

    private async Task<GatewayProcess> StartAsync(Dictionary<string, string> environment)
    {
        var path = new TestConfiguration(_folder, _pki)
            .Gateway($$"""{ "Https": { "Port": {{_port}} }, "Limits": { "BufferedBodyBytes": "8MiB" }, "Policies": { "RequestLimits": { "MaxBodyBytes": "2MiB" } } }""")
            .Cluster(_backend.Address, more: """{ "OutlierEjection": { "MaxEjectedPercent": 100 } }""")
            .Route("any", "/any/{**rest}")
            .Route("json", "/json/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a drill" } }, "RequestLimits": { "ContentTypes": ["application/json"] } }""")
            .Write();
        var gateway = GatewayProcess.Start(_folder, environment, "--config", path);
        await gateway.WaitForErrorsAsync("Routes");
        return gateway;
    }
}
