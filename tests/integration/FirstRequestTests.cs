using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests;

/// <summary>The shortest way through the whole gateway.</summary>
public sealed class FirstRequestTests
{
    [Fact]
    public async Task AnonymousRoute_OverHttp1AndHttp2_ReachesTheBackend()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        var configuration = new TestConfiguration(folder, new TestPki()).Cluster(backend.Address).Route("public", "/public/{**rest}");
        await using var gateway = await RunningGateway.StartAsync(configuration);

        await using var http1 = await gateway.Http1Async();
        Assert.Equal(200, (await http1.GetAsync("/public/a?b=1", "localhost")).Status);
        await using var http2 = await gateway.Http2Async();
        Assert.Equal(200, (await http2.GetAsync("/public/a?b=1", "localhost")).Status);
        Assert.Equal(["GET /public/a?b=1 HTTP/1.1", "GET /public/a?b=1 HTTP/1.1"], backend.Requests.Select(r => r.RequestLine));
    }
}
