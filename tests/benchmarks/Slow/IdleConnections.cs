using System.Net;

namespace Gateway.Benchmarks.Slow;

/// <summary>Connections that have done their handshake and say nothing, from so many addresses that no limit stops them.</summary>
internal sealed class IdleConnections : IAsyncDisposable
{
    private const int AtOnce = 16;
    private const int OfOneAddress = 500;

    // Whatever a busy machine gets done in that time has to do.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Stream?[] _open;

    private IdleConnections(int count) => _open = new Stream?[count];

    public int Count => _open.Count(static s => s is not null);

    public static async Task<IdleConnections> OpenAsync(Uri gateway, int count)
    {
        var idle = new IdleConnections(count);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = patience.Token }, async (i, token) =>
                idle._open[i] = await Floods.TryHandshakeAsync(gateway, new IPAddress([127, 1, (byte)(i / OfOneAddress), 1]), token));
        }
        catch (OperationCanceledException)
        {
            // The count is told.
        }

        return idle;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _open)
            if (stream is not null) await stream.DisposeAsync();
    }
}
