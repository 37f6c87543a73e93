using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// A request body that the client still sends while it is forwarded. Says when the last byte has come: what a backend waits for until then is
/// the client, and must neither count as its latency nor hold a place.
/// </summary>
internal sealed class MeasuredBody(Stream inner, AdmittedRequest request) : ReadOnlyStream
{
    private bool _ended;

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
