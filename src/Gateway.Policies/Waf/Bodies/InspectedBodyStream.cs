using Gateway.Policies.RequestLimits.Buffering;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Bodies;

/// <summary>
/// A body on its way to the backend while rules look at it. The block that came last waits until the next one is there or the end: rules decide at the end, and what they refuse
/// never becomes a complete request at the backend.
/// </summary>
/// <param name="source">What the client sends.</param>
/// <param name="session">Whose transaction sees it.</param>
/// <param name="budget">The memory for bodies of the process.</param>
/// <param name="passesAtEnd">Runs the rules; false to hold back what is left.</param>
internal sealed class InspectedBodyStream(Stream source, WafSession session, RequestBodyBudget budget, Func<Transaction, bool> passesAtEnd) : ReadOnlyStream
{
    private const int BlockBytes = 16 << 10;

    // Two arrays in turns: one waits, into the other the next block is read.
    private byte[] _waiting = [];
    private byte[] _free = [];
    private int _waitingLength;
    private int _readyLength;
    private int _readyAt;
    private bool _ended;
    private long _charged;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_readyAt == _readyLength)
        {
            if (_ended) return 0;
            await FillAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _readyLength - _readyAt);
        _free.AsMemory(_readyAt, count).CopyTo(buffer);
        _readyAt += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        budget.Return(Interlocked.Exchange(ref _charged, 0));
        base.Dispose(disposing);
    }

    // Afterwards what may go on is in _free, which the next block is read into when it has gone.
    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_free.Length == 0) Begin();
        _readyAt = _readyLength = 0;
        var read = await source.ReadAsync(_free, cancellation);
        _ended = read == 0;
        lock (session.Lock)
        {
            var transaction = session.Transaction ?? throw new IOException("The exchange has ended.");
            if (read > 0) transaction.Request.Body.Append(_free.AsSpan(0, read));
            else if (!passesAtEnd(transaction)) throw new IOException("The body is refused.");
        }

        (_waiting, _free) = (_free, _waiting);
        (_readyLength, _waitingLength) = (_waitingLength, read);
    }

    private void Begin()
    {
        if (!budget.TryTake(2 * BlockBytes)) throw new IOException("The memory for bodies is in use.");
        _charged = 2 * BlockBytes;
        _waiting = new byte[BlockBytes];
        _free = new byte[BlockBytes];
    }
}
