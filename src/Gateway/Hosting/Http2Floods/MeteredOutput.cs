using System.IO.Pipelines;

namespace Gateway.Hosting.Http2Floods;

/// <summary>What the client is sent, each frame counted. Writes one frame after the other, as the server does under its lock.</summary>
internal sealed class MeteredOutput(PipeWriter inner, Http2Budget budget) : PipeWriter
{
    private Http2FrameScanner _scanner;
    private Memory<byte> _lent;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _lent = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        Scan(_lent.Span[..bytes]);
        // The rest may be written without asking again.
        _lent = _lent[bytes..];
        inner.Advance(bytes);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Scan(source.Span);
        return inner.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private void Scan(ReadOnlySpan<byte> bytes)
    {
        while (_scanner.TryRead(ref bytes, out var frame)) budget.Earn(frame);
    }
}
