using System.Diagnostics;
using Gateway.Hosting.Connections;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Attacks.Slow;

/// <summary>
/// Many clients that hold connections in every way there is, at once: each is cut off in time, what they held is given back, and everybody
/// else is served meanwhile. The long form with ten thousand connections and slowhttptest is <c>tests/benchmarks --slow</c>.
/// </summary>
[Collection(ProcessTests.Collection)]
public sealed class SlowClientTests
{
    // Not so many at a time that a busy machine does not get through with their handshakes.
    private const int AtATime = 10;

    private const string Short = """
        {
          "Limits": {
            "HandshakeTimeout": "3s", "HeadersTimeout": "2s", "KeepAliveTimeout": "2s", "DataRateGracePeriod": "1500ms",
            "MinRequestBytesPerSecond": 1000, "MinResponseBytesPerSecond": 20000000
          }
        }
        """;

    // The limits above, the server's clock of one second, and how late a busy machine is.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3 + 1 + 8);

    [Fact]
    public async Task SlowClientsOfEveryKind_AreCutOffInTimeWhileOthersAreServed()
    {
        await using var site = await AttackSite.StartAsync(static (c, _) => c.Gateway(Short));
        var large = BackendResponse.Ok(new string('l', 12_000_000));
        site.Backend.Answer = request => request.Target == "/public/large" ? large : BackendResponse.Ok();
        var counted = site.Gateway.Services.GetRequiredService<ConnectionLimits>();
        await using var bystander = await site.Gateway.Http1Async();
        Assert.Equal(200, (await bystander.GetAsync("/public/a")).Status);
        var (handles, memory) = (Handles(), GC.GetTotalMemory(forceFullCollection: true));

        using var end = new CancellationTokenSource();
        var served = ServeAsync(site, bystander, end.Token);
        var held = new List<(SlowKind Kind, Task Task)>();
        var connections = new List<RawHttp1Connection>();
        foreach (var kind in SlowKind.All)
        {
            for (var i = 0; i < kind.Connections; i += AtATime)
            {
                var opened = await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => kind.ConnectAsync(site.Gateway.HttpsPort)));
                connections.AddRange(opened);
                held.AddRange(opened.Select(connection => (kind, kind.HoldAsync(connection, end.Token))));
            }
        }

        // The bystander keeps one connection and may be about to open or close another.
        var clock = Stopwatch.StartNew();
        while (counted.Addresses.Open > 2 && clock.Elapsed < Bound) await Task.Delay(50, CancellationToken.None);
        Assert.True(counted.Addresses.Open <= 2, $"{counted.Addresses.Open} open: {string.Join(", ", held.Where(static h => !h.Task.IsCompleted).CountBy(static h => h.Kind.Name))}");
        Assert.Equal(620, connections.Count);
        await end.CancelAsync();
        // Readers that saw the end of their answers were not cut off but served.
        foreach (var reader in held.Zip(connections).Where(static h => h.First.Kind.NeverReads)) Assert.False(await ReadsToTheEndAsync(reader.Second));
        Assert.InRange(await served, 10, int.MaxValue);
        await Task.WhenAll(held.Select(static h => h.Task));
        foreach (var connection in connections) await connection.DisposeAsync();

        await Eventually.Async(() => counted.Addresses.Open == 1, Bound, "only the bystander's connection is open");
        Assert.Equal(0, counted.Handshakes.InProgress);
        await Eventually.Async(() => Handles() <= handles + 20, Bound, $"the handles are given back: {handles} before, {Handles()} now");
        site.Backend.Clear();
        connections.Clear();
        held.Clear();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 64 << 20);
    }

    // Requests on a kept connection, and now and then one on a new connection: both have to be possible all the time.
    private static async Task<int> ServeAsync(AttackSite site, RawHttp1Connection bystander, CancellationToken end)
    {
        var served = 0;
        var longest = TimeSpan.Zero;
        for (; !end.IsCancellationRequested; served++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(200, (await bystander.GetAsync("/public/a")).Status);
            if (served % 10 == 0)
            {
                await using var fresh = await site.Gateway.Http1Async();
                Assert.Equal(200, (await fresh.GetAsync("/public/a")).Status);
            }

            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
            // Well behaved is not a flood either.
            await Task.Delay(10, CancellationToken.None);
        }

        TestContext.Current.SendDiagnosticMessage($"{served} requests served meanwhile, the longest in {longest.TotalMilliseconds:0} ms");
        return served;
    }

    private static async Task<bool> ReadsToTheEndAsync(RawHttp1Connection connection)
    {
        try
        {
            return await connection.ReadResponseOrCloseAsync() is not null;
        }
        catch (Exception cut) when (cut is IOException or TimeoutException)
        {
            return false;
        }
    }

    private static int Handles() => Directory.GetFiles("/proc/self/fd").Length;
}
