namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// A request body that the client still sends while it is forwarded. Says when the last byte has come: what a backend waits for until then is
/// the client, and must neither count as its latency nor hold a place.
/// </summary>
internal sealed class MeasuredBody(Stream inner, AdmittedRequest request) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var pending = inner.ReadAsync(buffer, cancellationToken);
        if (!pending.IsCompletedSuccessfully) return AwaitAsync(pending, buffer.Length);
#pragma warning disable RS0030 // Completed: Result does not block.
        return new(Seen(pending.Result, buffer.Length));
#pragma warning restore RS0030
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Seen(inner.Read(buffer, offset, count), count);

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> AwaitAsync(ValueTask<int> pending, int asked) => Seen(await pending, asked);

    private int Seen(int read, int asked)
    {
        if (read == 0 && asked > 0 && !_ended)
        {
            _ended = true;
            request.BodySent();
        }

        return read;
    }
}
