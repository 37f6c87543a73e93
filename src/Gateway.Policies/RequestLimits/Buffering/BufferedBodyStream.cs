namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>What <c>HttpRequest.Body</c> is after a body was buffered: the buffered bytes, then what was left unread (nothing, unless reading was given up).</summary>
internal sealed class BufferedBodyStream(BufferedBody body, Stream? rest) : ReadOnlyStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        var count = body.CopyTo(_position, buffer);
        _position += count;
        return count > 0 || rest is null || buffer.IsEmpty ? count : rest.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = body.CopyTo(_position, buffer.Span);
        _position += count;
        return count > 0 || rest is null || buffer.IsEmpty ? new(count) : rest.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
