using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drain;

/// <summary>Clients leave before the server stops: then no request crosses the closing of its connection.</summary>
public sealed class DepartureTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
        .Gateway("""{ "Drain": { "Delay": "2s", "Timeout": "5s" } }""")
        .Cluster(_backend.Address)
        .Route("public", "/public/{**rest}"));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Http1_InTheSecondHalfOfTheDelay_IsToldToClose()
    {
        await using var http = await _gateway.Http1Async();
        Assert.Null((await http.GetAsync("/public/a")).Headers["Connection"]);
        var stopped = _gateway.StopAsync();
        RawResponse response;
        var kept = 0;
        while ((response = await http.GetAsync("/public/a")).Headers["Connection"] is null) kept++;
        Assert.Equal((200, "close"), (response.Status, response.Headers["Connection"]));
        Assert.True(kept > 0);
        Assert.True(await http.WaitForCloseAsync());
        Assert.False(http.WasReset);

        // New connections are served to the end of the delay; refusals close, too.
        await using var late = await _gateway.Http1Async();
        var refused = await late.GetAsync("/nowhere");
        Assert.Equal((404, "close"), (refused.Status, refused.Headers["Connection"]));
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task Http2_InTheSecondHalfOfTheDelay_GetsGoAwayAndLosesNothing()
    {
        await using var http = await _gateway.Http2Async();
        Assert.Equal(200, (await http.GetAsync("/public/a")).Status);
        var gate = new TaskCompletionSource();
        _backend.Answer = request => request.Target == "/public/slow" ? BackendResponse.Ok("late") with { Gate = gate.Task } : BackendResponse.Ok("quick");
        var slow = http.GetAsync("/public/slow");
        await _backend.WaitForRequestsAsync(2);
        var stopped = _gateway.StopAsync();
        var answered = 0;
        while (http.GoAway is null)
        {
            Assert.Equal(200, (await http.GetAsync("/public/quick")).Status);
            answered++;
        }

        Assert.Equal(Http2ErrorCode.NoError, http.GoAway.Code);
        // A stream that crossed the GOAWAY is served: the first one names no last stream.
        Assert.Equal(200, (await http.GetAsync("/public/crossing")).Status);
        Assert.True(answered > 1);
        gate.SetResult();
        Assert.Equal((200, "late"), ((await slow).Status, (await slow).Text));
        Assert.True(await http.WaitForCloseAsync());
        await stopped.WaitAsync(Patience);
    }
}
