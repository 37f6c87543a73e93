using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Routing;

/// <summary>Two routes that routing cannot choose between for some requests, and that no check of patterns can find.</summary>
public sealed class AmbiguousRouteTests
{
    [Fact]
    public async Task Request_ThatTwoRoutesMatch_IsRefusedWithAnEvent()
    {
        using var folder = new TempFolder();
        await using var backend = RecordingBackend.Start();
        var configuration = new TestConfiguration(folder, new TestPki()).Cluster(backend.Address)
            .Route("ints", "/things/{id:int}").Route("longs", "/things/{id:long}");
        await using var gateway = await RunningGateway.StartAsync(configuration);

        await using var http = await gateway.Http1Async();
        var answer = await http.GetAsync("/things/1", "localhost");
        Assert.Equal(503, answer.Status);
        Assert.Equal("routing-failed", Assert.Single(gateway.Events.All, e => e.Event == "request.rejected").Reason);
        Assert.Empty(backend.Requests);
    }
}
