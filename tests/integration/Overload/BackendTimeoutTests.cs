using System.Net;
using System.Net.Sockets;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Overload;

/// <summary>A backend that hangs in any phase: 504 after the phase's own time, and the reason says which phase it was.</summary>
public sealed class BackendTimeoutTests
{
    [Fact]
    public async Task BackendThatHangs_InAnyPhase_Is504WithItsReason()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = RecordingBackend.Start();
        var never = new TaskCompletionSource();
        backend.Answer = request => request.RequestLine.Contains("/head", StringComparison.Ordinal)
            ? BackendResponse.Ok() with { Gate = never.Task }
            : BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");

        // Connections come about by themselves, but nobody ever answers in them.
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        // No room for further connections: they do not even come about.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = await ConnectAsync((IPEndPoint)full.LocalEndPoint!);

        var configuration = new TestConfiguration(folder, pki)
            .Cluster(backend.Address, more: """{ "Timeouts": { "ResponseHead": "200ms" }, "HttpRequest": { "ActivityTimeout": "1s" } }""")
            .Cluster($"https://localhost:{((IPEndPoint)mute.LocalEndpoint).Port}/", "tls", """{ "Timeouts": { "Connect": "200ms" } }""")
            .Cluster($"http://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}/", "tcp", """{ "Timeouts": { "Connect": "200ms" } }""")
            .Route("open", "/open/{**rest}")
            .Route("tls", "/tls", cluster: "tls")
            .Route("tcp", "/tcp", cluster: "tcp");
        await using var gateway = await RunningGateway.StartAsync(configuration);
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var client = await WireClient.ConnectAsync(gateway, protocol);
            Refusals.Check(gateway, await client.GetAsync("/tcp"), 504, "Forwarding", "backend-connect-timeout", "TCP");
            Refusals.Check(gateway, await client.GetAsync("/tls"), 504, "Forwarding", "backend-connect-timeout", "TLS");
            Refusals.Check(gateway, await client.GetAsync("/open/head"), 504, "Forwarding", "backend-head-timeout", "head");
            Refusals.Check(gateway, await client.GetAsync("/open/body"), 504, "Forwarding", "backend-idle-timeout", "body");
        }

        never.SetResult();
        backend.Answer = _ => BackendResponse.Ok();
        await using var after = await WireClient.ConnectAsync(gateway, WireProtocol.Http1);
        Assert.Equal(200, (await after.GetAsync("/open/1")).Status);
    }

    [Fact]
    public async Task SlowUpload_IsNotTakenForASlowBackend()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(new TestConfiguration(folder, pki)
            .Cluster(backend.Address, more: """{ "Timeouts": { "ResponseHead": "50ms" } }""")
            .Route("open", "/open/{**rest}"));
        await using var client = await gateway.Http1Async();
        await client.SendAsync("POST /open/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: 10\r\n\r\n12345");
        await Eventually.Async(() => backend.Heads == 1, Deadline.Default, "the head is forwarded");
        await Task.Delay(TimeSpan.FromMilliseconds(150));
        await client.SendAsync("67890");
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint);
        return socket;
    }
}
