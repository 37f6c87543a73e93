using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Policies.WebSocket;

/// <summary>
/// What the forwarder reads of the client and writes to the backend. When the gateway closes, the frame that is on its way is completed,
/// a Close frame follows, and what the client sends after that is read for its own Close frame only. One reader at a time.
/// </summary>
#pragma warning disable CA1001 // No timer, link or wait handle, so there is nothing to release; disposed, it would throw when closing and end meet.
internal sealed class FramesToBackend(Stream client, SocketGuard? guard)
#pragma warning restore CA1001
{
    // Ours, and the one with which the server wakes every connection when it begins to stop.
    private const int MaxInterruptions = 4;

    private readonly CancellationTokenSource _interrupt = new();
    private CancellationTokenRegistration _link;
    private CancellationToken _linked;
    private int _interruptions;
    private readonly byte[] _held = guard is { ChecksFrames: true } ? new byte[FrameScanner.MaxHeader] : [];
    private int _heldCount;
    private FrameScanner _frames;
    private volatile byte[]? _close;
    private int _closeSent;
    private bool _cut;
    private volatile bool _ended;

    /// <summary>The client has sent its Close frame, or nothing more will come from it.</summary>
    public bool HasEnded => _ended;

    /// <summary>Puts a Close frame in at the next boundary, at once when there is no frame on its way.</summary>
    public void Close(byte[] frame)
    {
        _close = frame;
        _interrupt.Cancel();
    }

    /// <summary>As <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/>; an empty buffer waits until there is something to read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            if (IsCloseDue) return SendClose(buffer.Span);
            // The backend has its Close frame and the client has sent its own: nothing is left to copy.
            if (_cut && _ended) return 0;
            var held = buffer.IsEmpty ? 0 : PutBack(buffer.Span);
            if (await WaitAsync(buffer[held..], cancellation) is not { } read) continue;
            if (buffer.IsEmpty) return 0;
            if (read == 0) _ended = true;
            else if (Pass(buffer.Span[..(held + read)], held) is var passed and > 0) return passed;
            if (read == 0 && !_cut) return 0;
        }
    }

    /// <summary>After the forwarder is done: reads on until the client has sent its Close frame or has gone.</summary>
    public async ValueTask WaitForCloseAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _cut = true;
        while (!_ended)
        {
            if (await WaitAsync(buffer, cancellation) is not { } read) continue;
            if (read == 0) _ended = true;
            else Pass(buffer.Span[..read], 0);
        }
    }

    /// <summary>After that: reads on until nothing more can come from the client.</summary>
    public async ValueTask WaitForEndAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (await WaitAsync(buffer, cancellation) is not 0)
        {
            // Whatever it still sends means nothing.
        }
    }

    /// <summary>The forwarder is done with the stream.</summary>
    public void Release() => _link.Dispose();

    private bool IsCloseDue => _close is { } frame && _closeSent < frame.Length && (_cut || (_frames is { AtBoundary: true, HasClosed: false }));

    private int SendClose(Span<byte> buffer)
    {
        _cut = true;
        var left = _close!.AsSpan(_closeSent);
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _closeSent += count;
        return count;
    }

    // Returns how many bytes go on to the backend. The scanner knows the first of them already: a header that was held.
    private int Pass(Span<byte> bytes, int known)
    {
        guard?.Touch();
        var passed = 0;
        if (_cut)
        {
            _frames.ReadAll(bytes[known..]);
        }
        else if (_held.Length > 0)
        {
            passed = PassChecked(bytes, known);
        }
        else if (_close is null)
        {
            _frames.ReadAll(bytes);
            passed = bytes.Length;
        }
        else
        {
            passed = _frames.ReadFrame(bytes);
            _cut = _frames is { AtBoundary: true, HasClosed: false };
            if (_cut) _frames.ReadAll(bytes[passed..]);
            else passed = bytes.Length;
        }

        if (_frames.HasClosed) _ended = true;
        return passed;
    }

    // No byte of a frame goes on before its header is complete and allowed: the Close frame that follows needs a boundary to stand at.
    private int PassChecked(Span<byte> bytes, int at)
    {
        var start = 0;
        _heldCount = 0;
        while (at < bytes.Length && !_frames.HasClosed)
        {
            if (_frames.AtBoundary)
            {
                start = at;
                _cut = _close is not null;
                if (_cut) break;
            }

            at += _frames.ReadPart(bytes[at..], out var isHead);
            if (!isHead || guard!.Allows(_frames)) continue;
            _cut = true;
            _frames.ReadAll(bytes[at..]);
            return start;
        }

        if (_cut) _frames.ReadAll(bytes[at..]);
        if (!_frames.InHeader || _cut) return at;
        _heldCount = at - start;
        bytes[start..at].CopyTo(_held);
        return start;
    }

    private int PutBack(Span<byte> buffer)
    {
        if (_held.Length > 0) ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, _held.Length);
        _held.AsSpan(0, _heldCount).CopyTo(buffer);
        return _heldCount;
    }

    // Null when the wait was interrupted. No byte is lost then: a cancelled read of the server's pipes takes nothing.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int?> WaitAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await client.ReadAsync(buffer, _interrupt.IsCancellationRequested ? cancellation : Link(cancellation));
        }
        catch (OperationCanceledException interrupted) when (
            !cancellation.IsCancellationRequested && interrupted.InnerException is not ConnectionAbortedException && _interruptions++ < MaxInterruptions)
        {
            return null;
        }
    }

    // The forwarder hands in the same token every time: one registration instead of a linked source for each read.
    private CancellationToken Link(CancellationToken cancellation)
    {
        if (_linked != cancellation)
        {
            _link.Dispose();
            _linked = cancellation;
            _link = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _interrupt);
        }

        return _interrupt.Token;
    }
}
