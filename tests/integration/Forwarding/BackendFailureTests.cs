using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Forwarding;

/// <summary>A backend that is gone, mute, hung or dripping, and a client that is too slow: each gets its status, and no client hears of the backend.</summary>
public sealed class BackendFailureTests
{
    private static readonly TimeSpan RouteTimeout = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task BackendThatGivesNoAnswer_Is502(WireProtocol protocol)
    {
        await using var bench = await Bench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        Check(bench, await client.GetAsync("/dead/1"), 502, "backend-refused", "refuses");
        (string What, BackendResponse Answer)[] cases =
        [
            ("closes", BackendResponse.CloseWithoutAnswer()),
            ("no HTTP", BackendResponse.Raw("SSH-2.0-OpenSSH_9.2 secret-host\r\n", close: true)),
            ("half a head", BackendResponse.Raw("HTTP/1.1 200 OK\r\nServer: secr", close: true)),
            ("a bad status line", BackendResponse.Raw("HTTP/1.1 abc secret\r\n\r\n", close: true)),
            ("too much head", BackendResponse.HugeHeaders(200, 8000)),
        ];
        foreach (var (what, answer) in cases)
        {
            bench.Backend.Answer = _ => answer;
            var refused = await client.GetAsync("/open/1");
            Assert.True(refused.Status == 502, $"{what}: {refused}");
            Check(bench, refused, 502, bench.Gateway.Events.All[^1].Reason!, what);
            Assert.Contains(bench.Gateway.Events.All[^1].Reason, (string[])["backend-unreachable", "backend-failed"]);
        }

        bench.Backend.Answer = _ => BackendResponse.Ok();
        Assert.Equal(200, (await client.GetAsync("/open/1")).Status);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task HungBackend_Is504AfterTheRoutesTimeout(WireProtocol protocol)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using var bench = await Bench.StartAsync(clock);
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var never = new TaskCompletionSource();
        bench.Backend.Answer = _ => BackendResponse.Ok() with { Gate = never.Task };
        var pending = client.GetAsync("/timed/1");
        await bench.Backend.WaitForRequestsAsync(1);
        clock.Advance(RouteTimeout);
        Check(bench, await pending, 504, "backend-timeout", "hung");
        never.SetResult();

        bench.Backend.Answer = _ => BackendResponse.Ok();
        Assert.Equal(200, (await client.GetAsync("/timed/2")).Status);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task DrippingBackend_IsCutOffAfterTheRoutesTimeout(WireProtocol protocol)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using var bench = await Bench.StartAsync(clock);
        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndrip");
        if (protocol is WireProtocol.Http1)
        {
            await using var http1 = await bench.Gateway.Http1Async();
            await http1.SendAsync("GET /timed/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var begin = new StringBuilder();
            while (!begin.ToString().Contains("drip", StringComparison.Ordinal)) begin.Append(Encoding.Latin1.GetString(await http1.ReadSomeAsync()));
            Assert.StartsWith("HTTP/1.1 200", begin.ToString());
            clock.Advance(RouteTimeout);
            Assert.True(await http1.WaitForCloseAsync());
            Assert.True(http1.Unread.IsEmpty);
        }
        else
        {
            await using var http2 = await bench.Gateway.Http2Async();
            var stream = await http2.StartAsync(Http2Headers.Get("/timed/1"));
            Assert.Equal("drip"u8.ToArray(), await stream.ReadDataAsync());
            clock.Advance(RouteTimeout);
            var response = await stream.ResponseAsync();
            Assert.True(response is { Completed: false, ResetCode: not null }, response.ToString());
            bench.Backend.Answer = _ => BackendResponse.Ok();
            Assert.Equal(200, (await http2.GetAsync("/timed/2")).Status);
        }
    }

    [Theory]
    [InlineData("application/json", 408, "request-timeout")]
    // Streamed, the backend is as much waited for as the client: nobody can tell them apart.
    [InlineData("application/octet-stream", 504, "backend-timeout")]
    public async Task SlowRequestBody_IsCutOffAfterTheRoutesTimeout(string type, int status, string reason)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using var bench = await Bench.StartAsync(clock);
        await using var http1 = await bench.Gateway.Http1Async();
        var armed = clock.ArmedTimers;
        await http1.SendAsync($"POST /timed/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n[1,");
        if (status == 408) await Eventually.Async(() => clock.ArmedTimers > armed, Deadline.Default, "the deadline is armed");
        else await Eventually.Async(() => bench.Backend.Heads > 0, Deadline.Default, "the head is forwarded");
        clock.Advance(RouteTimeout);
        Check(bench, WireAnswer.Of(await http1.ReadResponseAsync()), status, reason, type);
        Assert.True(await http1.WaitForCloseAsync());
        Assert.Empty(bench.Backend.Requests);
    }

    [Theory]
    [InlineData("application/json", "RequestLimits", "body-too-slow")]
    [InlineData("application/octet-stream", "Forwarding", "request-unreadable")]
    public async Task RequestBodyBelowTheDataRate_Is408(string type, string policy, string reason)
    {
        await using var bench = await Bench.StartAsync();
        await using var http1 = await bench.Gateway.Http1Async();
        await http1.SendAsync($"POST /open/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n[1,");
        var answer = WireAnswer.Of(await http1.ReadResponseAsync(timeout: TimeSpan.FromSeconds(20)));
        Refusals.Check(bench.Gateway, answer, 408, policy, reason, type);
        Assert.Empty(bench.Backend.Requests);
    }

    private static void Check(Bench bench, WireAnswer answer, int status, string reason, string what)
    {
        var seen = bench.Gateway.Events.All[^1];
        Refusals.Check(bench.Gateway, answer, status, seen.Policy!, reason, what);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("DENY", answer.Headers["X-Frame-Options"]);
        Assert.True(answer.Headers.Has("Strict-Transport-Security"));
        Assert.False(answer.Headers.Has("Server"));
        foreach (var secret in (string[])["127.0.0.1", bench.Backend.Port.ToString(), "secret", "Exception", "refused", "yarp"])
            Assert.DoesNotContain(secret, answer.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly TestPki _pki = new();

        public RecordingBackend Backend { get; } = RecordingBackend.Start();

        public RunningGateway Gateway { get; private set; } = null!;

        public static async Task<Bench> StartAsync(FakeClock? clock = null)
        {
            var bench = new Bench();
            using var closed = new TcpListener(IPAddress.Loopback, 0);
            closed.Start();
            var port = ((IPEndPoint)closed.LocalEndpoint).Port;
            closed.Stop();
            var configuration = new TestConfiguration(bench._folder, bench._pki)
                .Cluster(bench.Backend.Address)
                .Cluster($"http://127.0.0.1:{port}/", "dead")
                .Gateway("""{ "Policies": { "SecurityHeaders": {}, "RequestLimits": {} }, "Limits": { "DataRateGracePeriod": "1100ms" } }""")
                .Route("open", "/open/{**rest}")
                .Route("timed", "/timed/{**rest}", more: """{ "Timeout": "1s" }""")
                .Route("dead", "/dead/{**rest}", cluster: "dead");
            bench.Gateway = await RunningGateway.StartAsync(configuration, clock);
            return bench;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Backend.DisposeAsync();
            _pki.Dispose();
            _folder.Dispose();
        }
    }
}
