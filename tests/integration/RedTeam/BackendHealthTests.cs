using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.RedTeam;

/// <summary>A stranger must not be able to make the gateway fail in the backend's name: passive health checks would take it out of service.</summary>
public sealed class BackendHealthTests
{
    private const string Passive = """
        { "HealthCheck": { "Passive": { "Enabled": true, "Policy": "TransportFailureRate", "ReactivationPeriod": "00:10:00" } } }
        """;

    [Fact]
    public async Task Tunnel_WithALength_IsRefusedAndNoFailureOfTheBackend()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        await using var gateway = await StartAsync(folder, backend);

        await using var http2 = await gateway.Http2Async();
        for (var i = 0; i < 20; i++)
        {
            var stream = await http2.StartAsync([.. Tunnel("/any/ws"), ("content-length", "5")], endStream: false);
            Assert.Equal(400, (await stream.HeadersAsync()).Status);
        }

        Assert.Equal(200, (await http2.GetAsync("/any/x")).Status);
        Assert.Single(backend.Requests);
    }

    [Fact]
    public async Task Tunnel_WithAKeyOfTheClient_OpensAndTheKeyIsNotForwarded()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        await using var gateway = await StartAsync(folder, backend);

        await using var http2 = await gateway.Http2Async();
        var stream = await http2.StartAsync([.. Tunnel("/any/ws"), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")], endStream: false);
        Assert.Equal((200, ""), ((await stream.HeadersAsync()).Status, string.Join(',', gateway.Events.All.Select(e => e.Reason))));
        Assert.NotEqual("dGhlIHNhbXBsZSBub25jZQ==", Assert.Single(await backend.WaitForRequestsAsync(1)).Headers["Sec-WebSocket-Key"]);
    }

    [Fact]
    public async Task Path_ThatATransformPutsIntoAHeader_IsRefusedWhenItIsNotAscii()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        await using var gateway = await StartAsync(folder, backend);

        await using var http = await gateway.Http1Async();
        for (var i = 0; i < 20; i++)
        {
            var answer = await http.GetAsync("/named/caf%C3%A9");
            Assert.Equal(400, answer.Status);
        }

        Assert.Equal(200, (await http.GetAsync("/named/cafe")).Status);
        Assert.Equal("cafe", Assert.Single(backend.Requests).Headers["X-Name"]);
    }

    private static (string, string)[] Tunnel(string path) =>
        [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", path), (":authority", "localhost"), ("sec-websocket-version", "13")];

    private static Task<RunningGateway> StartAsync(TempFolder folder, RecordingBackend backend) =>
        RunningGateway.StartAsync(new TestConfiguration(folder, new TestPki()).Cluster(backend.Address, more: Passive)
            .Route("any", "/any/{**rest}")
            .Route("named", "/named/{name}", more: """{ "Transforms": [{ "RequestHeaderRouteValue": "X-Name", "Set": "name" }] }"""));
}
