using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drills;

/// <summary>A client of the healthy route for as long as a drill lasts: each of its requests has to be answered with 200.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly WireClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _answered;
    private volatile string? _failure;

    private Bystander(WireClient client)
    {
        _client = client;
        _running = RunAsync();
    }

    public static async Task<Bystander> StartAsync(RunningGateway gateway)
    {
        var bystander = new Bystander(await WireClient.ConnectAsync(gateway, WireProtocol.Http2));
        await bystander.GoesOnAsync();
        return bystander;
    }

    /// <summary>Waits for three more answers, and throws when any before was another than 200.</summary>
    public async Task GoesOnAsync()
    {
        var before = Volatile.Read(ref _answered);
        await Eventually.Async(() => _failure is not null || Volatile.Read(ref _answered) >= before + 3, TimeSpan.FromSeconds(20), "the bystander is answered");
        Assert.True(_failure is null, $"the bystander, after {before} answers: {_failure}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var answer = await _client.GetAsync("/well/1");
                if (answer.Status != 200) _failure = answer.ToString();
                Interlocked.Increment(ref _answered);
            }
        }
        catch (Exception error) when (error is IOException or TimeoutException or InvalidOperationException)
        {
            _failure = error.ToString();
        }
    }
}
