using System.Buffers;

namespace Gateway.Policies.WebSocket;

/// <summary>
/// One WebSocket between a client and a backend. Closing goes in three steps, each bounded: (1) the backend gets a Close frame and may
/// finish, so that what it has already done is not lost on the client; (2) the client gets a Close frame; (3) the client answers with its
/// own. Then both connections end in order.
/// </summary>
#pragma warning disable CA1001 // No timer, link or wait handle, so there is nothing to release; disposed, it would throw when closing and end meet.
internal sealed class OpenWebSocket
#pragma warning restore CA1001
{
    private const int BufferBytes = 4096;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _forwarding;
    private readonly CancellationTokenSource _patience = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FramesToBackend _toBackend;
    private readonly FramesToClient _toClient;
    private int _closing;

    /// <param name="client">The upgraded connection of the client.</param>
    /// <param name="time">The clock.</param>
    /// <param name="forwarding">Ends the copying between the two connections.</param>
    /// <param name="guard">Watches what is sent; null for nobody.</param>
    public OpenWebSocket(Stream client, TimeProvider time, CancellationTokenSource forwarding, SocketGuard? guard = null)
    {
        (_time, _forwarding) = (time, forwarding);
        (_toBackend, _toClient) = (new FramesToBackend(client, guard), new FramesToClient(client, guard));
        Stream = new WebSocketStream(_toBackend, _toClient);
    }

    /// <summary>What the forwarder takes for the client.</summary>
    public Stream Stream { get; }

    /// <summary>Closes both sides with a status. Done when the WebSocket has ended, which it has after <paramref name="timeout"/>.</summary>
    /// <returns>True when both sides have answered.</returns>
    public async Task<bool> CloseAsync(ushort status, TimeSpan timeout)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            _toClient.Close(CloseFrame.ToClient(status));
            _toBackend.Close(CloseFrame.ToBackend(status));
            // Half of the time is the backend's.
            if (!await IsInTimeAsync(Task.WhenAny(_toClient.Closed, _ended.Task), timeout / 2))
                // Not waited for here: behind a client that does not read it would take all the time there is. It ends with the patience.
                _ = TryAsync(_toClient.CloseNowAsync(_patience.Token)).AsTask();
            if (!await IsInTimeAsync(_ended.Task, timeout / 2))
            {
                await _patience.CancelAsync();
                await StopForwardingAsync();
            }
        }

        await _ended.Task;
        return _toClient.Closed.IsCompleted && _toBackend.HasEnded;
    }

    /// <summary>Call it when the forwarder is done: completes a closing handshake that has begun.</summary>
    /// <param name="endStream">Ends the gateway's direction alone, where the protocol can: the client then ends its own.</param>
    public async Task CompleteAsync(Func<Task>? endStream = null)
    {
        if (Volatile.Read(ref _closing) != 0)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            await TryAsync(HandshakeAsync(buffer, endStream));
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await _toClient.CompleteAsync();
        _ended.SetResult();
    }

    private async ValueTask HandshakeAsync(byte[] buffer, Func<Task>? endStream)
    {
        await _toClient.CloseNowAsync(_patience.Token);
        await _toBackend.WaitForCloseAsync(buffer, _patience.Token);
        if (endStream is null) return;
        // A stream of which the client's direction is still open is reset, and counts as open for seconds.
        await endStream();
        await _toBackend.WaitForEndAsync(buffer, _patience.Token);
    }

    private async Task StopForwardingAsync()
    {
        try
        {
            await _forwarding.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The request ended at this very moment.
        }
    }

    private async Task<bool> IsInTimeAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // A peer that is gone needs no manners.
    private static async ValueTask TryAsync(ValueTask step)
    {
        try
        {
            await step;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever waits for the end of the WebSocket gets it.
        }
    }
}
