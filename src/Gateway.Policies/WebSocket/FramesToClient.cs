using System.Runtime.CompilerServices;

namespace Gateway.Policies.WebSocket;

/// <summary>
/// What the forwarder has read of the backend and writes to the client. When the gateway closes, the backend may still finish what it has
/// to say: its Close frame, or the end of its time, becomes the gateway's Close frame, and nothing follows that. One write at a time.
/// </summary>
#pragma warning disable CA1001 // No timer, link or wait handle, so there is nothing to release; disposed, it would throw when closing and end meet.
internal sealed class FramesToClient(Stream client, SocketGuard? guard)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameScanner _frames;
    private volatile byte[]? _close;
    private volatile bool _closeNow;
    private bool _closeSent;

    /// <summary>Done when the client has been sent a Close frame.</summary>
    public Task Closed => _closed.Task;

    /// <summary>From now on this frame stands for the backend's Close frame.</summary>
    public void Close(byte[] frame) => _close = frame;

    /// <summary>Does not wait for the backend any longer: the Close frame goes at the next boundary, at once when there is no frame on its way.</summary>
    public async ValueTask CloseNowAsync(CancellationToken cancellation)
    {
        _closeNow = true;
        await _writing.WaitAsync(cancellation);
        try
        {
            if (!_closeSent && !_frames.HasClosed && _frames.AtBoundary) await SendCloseAsync(cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>As <see cref="Stream.WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            if (_closeSent) return;
            guard?.Touch();
            var kept = _close is null ? ReadAll(buffer.Span) : ReadToClose(buffer.Span);
            if (kept > 0) await client.WriteAsync(buffer[..kept], cancellation);
            if (_frames.HasClosed) _closed.TrySetResult();
            else if (kept < buffer.Length || (_closeNow && _frames.AtBoundary)) await SendCloseAsync(cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The request is over: nothing may be written any more.</summary>
    public async ValueTask CompleteAsync()
    {
        await _writing.WaitAsync();
        _closeSent = true;
        _writing.Release();
    }

    private int ReadAll(ReadOnlySpan<byte> bytes)
    {
        _frames.ReadAll(bytes);
        return bytes.Length;
    }

    // Returns how many bytes stand before the place of our Close frame.
    private int ReadToClose(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (_frames is { AtBoundary: true, HasClosed: false } && (_closeNow || FrameScanner.IsClose(bytes[at]))) break;
            at += _frames.ReadFrame(bytes[at..]);
        }

        return at;
    }

    private async ValueTask SendCloseAsync(CancellationToken cancellation)
    {
        _closeSent = true;
        await client.WriteAsync(_close, cancellation);
        _closed.TrySetResult();
    }
}
