using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gateway.Hosting.Http2Floods;

/// <summary>What the client sends, each frame counted before the server sees it. Ends with an error when the budget is spent.</summary>
internal sealed class MeteredInput(PipeReader inner, Http2Budget budget, Action overspent) : PipeReader
{
    private const int PrefaceBytes = 24;

    private Http2FrameScanner _scanner = new(PrefaceBytes);
    private ReadOnlySequence<byte> _buffer;
    private long _scanned;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Scan(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result)) return false;
        Scan(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // What is not consumed comes again, and has been counted.
        _scanned -= _buffer.Slice(_buffer.Start, consumed).Length;
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private ReadResult Scan(ReadResult result)
    {
        _buffer = result.Buffer;
        foreach (var segment in _buffer.Slice(_scanned))
        {
            var bytes = segment.Span;
            while (_scanner.TryRead(ref bytes, out var frame)) budget.Spend(frame);
        }

        _scanned = _buffer.Length;
        if (budget.Overspent is null) return result;
        inner.AdvanceTo(_buffer.End);
        overspent();
        throw new IOException("The client has spent its HTTP/2 frame budget.");
    }
}
