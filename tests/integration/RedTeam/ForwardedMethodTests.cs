using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.RedTeam;

/// <summary>What a route lists as methods is what its backend gets, whatever routing lets through for CORS and WebSockets.</summary>
public sealed class ForwardedMethodTests
{
    private const string Preflight =
        "OPTIONS /things HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n\r\n";

    [Theory]
    [InlineData(TestConfiguration.Anonymous)]
    [InlineData("""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Cors": { "Mode": "Report", "Origins": ["https://app.example.com"] } }""")]
    public async Task Preflight_ToARouteThatListsOtherMethods_IsNotForwarded(string policies)
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        var configuration = new TestConfiguration(folder, new TestPki()).Cluster(backend.Address)
            .Route("open", "/things", policies, more: """{ "Match": { "Methods": ["GET"] } }""");
        await using var gateway = await RunningGateway.StartAsync(configuration);

        await using var http = await gateway.Http1Async();
        var answer = await http.RequestAsync(Preflight);
        Assert.Equal((405, "GET"), (answer.Status, answer.Headers["Allow"]));
        Assert.Equal(200, (await http.GetAsync("/things")).Status);
        Assert.Equal("GET", Assert.Single(backend.Requests).Method);
    }

    [Fact]
    public async Task Options_OnARouteThatListsIt_IsForwarded()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        var configuration = new TestConfiguration(folder, new TestPki()).Cluster(backend.Address)
            .Route("open", "/things", more: """{ "Match": { "Methods": ["GET", "OPTIONS"] } }""");
        await using var gateway = await RunningGateway.StartAsync(configuration);

        await using var http = await gateway.Http1Async();
        Assert.Equal(200, (await http.RequestAsync(Preflight)).Status);
        Assert.Equal("OPTIONS", Assert.Single(backend.Requests).Method);
    }
}
