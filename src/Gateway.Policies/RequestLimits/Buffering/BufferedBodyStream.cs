namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>
/// What <c>HttpRequest.Body</c> is after a body was buffered: the buffered bytes, then what was left unread (nothing, unless reading was given up). The memory of a start
/// goes back when it has gone on: nobody looks at it any more, and the rest may take long.
/// </summary>
internal sealed class BufferedBodyStream(BufferedBody body, Stream? rest) : ReadOnlyStream
{
    private int _position;
    private bool _usedUp;

    public override int Read(Span<byte> buffer)
    {
        var count = Take(buffer);
        return count > 0 || rest is null || buffer.IsEmpty ? count : rest.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = Take(buffer.Span);
        return count > 0 || rest is null || buffer.IsEmpty ? new(count) : rest.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int Take(Span<byte> buffer)
    {
        if (_usedUp) return 0;
        var count = body.CopyTo(_position, buffer);
        _position += count;
        if (count > 0 || rest is null || buffer.IsEmpty) return count;
        _usedUp = true;
        body.Dispose();
        return 0;
    }
}
