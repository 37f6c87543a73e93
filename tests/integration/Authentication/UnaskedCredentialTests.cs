using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>A key that is sent to a route which does not ask for one.</summary>
public sealed class UnaskedCredentialTests
{
    [Fact]
    public async Task ApiKeyHeader_OnAnAnonymousRoute_NeverReachesTheBackend()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        folder.Write("keys.json", """{ "Keys": [] }""");
        var configuration = new TestConfiguration(folder, new TestPki()).Cluster(backend.Address).Route("public", "/public/{**rest}").Gateway(
            $$"""{ "ApiKeys": { "all": { "Path": "keys.json", "Header": "X-Partner-Key", "Pepper": "{{new string('p', 32)}}" } } }""");
        await using var gateway = await RunningGateway.StartAsync(configuration);

        await using var http1 = await gateway.Http1Async();
        Assert.Equal(200, (await http1.GetAsync("/public/1", "localhost", ("X-Partner-Key", "secret"), ("Authorization", "Bearer own"))).Status);
        await using var http2 = await gateway.Http2Async();
        Assert.Equal(200, (await http2.GetAsync("/public/2", "localhost", [("x-partner-key", "secret")])).Status);

        Assert.Equal(2, backend.Requests.Count);
        Assert.All(backend.Requests, static r => Assert.DoesNotContain("secret", r.HeadText, StringComparison.Ordinal));
        Assert.Equal("Bearer own", backend.Requests[0].Headers["Authorization"]);
    }
}
