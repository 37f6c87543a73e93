using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.RollingRestart;

/// <summary>Clients that send one request after the other until they are told to stop, and count what becomes of each.</summary>
internal sealed class Load(HaProxy proxy, CancellationToken stopping)
{
    public Tally Http1 { get; } = new("HTTP/1.1");

    public Tally Http2 { get; } = new("HTTP/2");

    public Tally WebSockets1 { get; } = new("WebSockets over HTTP/1.1");

    public Tally WebSockets2 { get; } = new("WebSockets over HTTP/2");

    public IReadOnlyList<Tally> All => [Http1, Http2, WebSockets1, WebSockets2];

    public Task RunAsync() => Task.WhenAll(
        Times(3, () => UntilStoppedAsync(Http1, RunHttp1Async)),
        Times(2, () => UntilStoppedAsync(Http2, RunHttp2Async)),
        Times(3, () => UntilStoppedAsync(WebSockets1, () => RunWebSocketAsync(WebSockets1, async () => await EchoSocket1.OpenAsync(proxy.HttpPort)))),
        Times(3, () => UntilStoppedAsync(WebSockets2, () => RunWebSocketAsync(WebSockets2, async () => await EchoSocket2.OpenAsync(proxy.TlsPort)))));

    private static Task Times(int count, Func<Task> client) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(client)));

    // Each turn is one connection, as long as it lives.
    private async Task UntilStoppedAsync(Tally tally, Func<Task> connection)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await connection();
            }
            catch (Exception error) when (error is IOException or TimeoutException or System.Net.Sockets.SocketException or InvalidOperationException)
            {
                tally.Fail($"{error.GetType().Name}: {error.Message}");
                await Task.Delay(20);
            }
        }
    }

    private async Task RunHttp1Async()
    {
        await using var http = await RawHttp1Connection.ConnectAsync(proxy.HttpPort);
        while (!stopping.IsCancellationRequested)
        {
            var response = await http.GetAsync("/any");
            if (response.Status == 200) Http1.Answer();
            else Http1.Fail(response.ToString());
            if (response.Headers["Connection"] == "close") return;
            await PauseAsync();
        }
    }

    // Several streams at once, so that some are in flight whenever GOAWAY comes.
    private async Task RunHttp2Async()
    {
        await using var http = await Http2Connection.ConnectAsync(proxy.TlsPort, new ClientTls());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!stopping.IsCancellationRequested && http.GoAway is null)
            {
                var response = await http.GetAsync("/any");
                // RFC 9113 section 6.8: streams above the last one that GOAWAY names were not processed.
                if (response is { Status: 200, Completed: true }) Http2.Answer();
                else if (response is { HeaderFields: null, GoAwayCode: Http2ErrorCode.NoError }) Http2.Repeat();
                else Http2.Fail(response.ToString());
                await PauseAsync();
            }
        }));
    }

    private async Task RunWebSocketAsync(Tally tally, Func<Task<IEchoSocket>> open)
    {
        await using var socket = await open();
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            if (!await socket.EchoAsync($"message {number}"))
            {
                await socket.CloseInOrderAsync();
                tally.Close();
                return;
            }

            tally.Answer();
            await PauseAsync();
        }
    }

    private static Task PauseAsync() => Task.Delay(15);
}
