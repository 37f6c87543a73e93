using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Bodies;

namespace Gateway.Policies.Waf.Bodies;

/// <summary>
/// A multipart body on its way to the backend while rules look at it. What could be its end waits until they have decided: what they refuse never becomes a whole request at the
/// backend, however the client cuts it into pieces.
/// </summary>
/// <param name="source">What the client sends.</param>
/// <param name="session">Whose transaction sees it.</param>
/// <param name="budget">The memory for bodies of the process.</param>
/// <param name="body">Says what may go on, and asks the rules.</param>
internal sealed class InspectedBodyStream(Stream source, WafSession session, RequestBodyBudget budget, StreamedBody body) : ReadOnlyStream
{
    private readonly PendingBytes _pending = new(budget);
    private int _cleared;
    private bool _ended;
    private bool _passes;
    private bool _refused;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_cleared == 0)
        {
            if (_refused) throw new IOException("The body is refused.");
            if (_ended) return 0;
            if (_passes) return await source.ReadAsync(buffer, cancellationToken);
            await FillAsync(cancellationToken);
        }

        var count = _pending.Take(buffer.Span, _cleared);
        _cleared -= count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        _pending.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (!TryGetRoom(out var free)) return;
        var read = await source.ReadAsync(free, cancellation);
        lock (session.Lock) Take(read);
    }

    // Under the lock: nothing is charged to an exchange that has ended, since nobody would give it back.
    private bool TryGetRoom(out Memory<byte> free)
    {
        lock (session.Lock)
        {
            if (session.Transaction is null) throw new IOException("The exchange has ended.");
            if (_pending.TryGetFree(out free)) return true;
            Decide(body.PassesWithoutMemory());
            return false;
        }
    }

    private void Take(int read)
    {
        _pending.Advance(read);
        _ended = read == 0;
        var transaction = session.Transaction ?? throw new IOException("The exchange has ended.");
        if (!_ended)
        {
            transaction.Request.Body.Append(_pending.From(_pending.Length - read));
            if (!session.TryCharge())
            {
                Decide(body.PassesWithoutMemory());
                return;
            }

            _cleared += body.MayGo(transaction, _pending.From(_cleared));
        }

        if (_ended || body.IsReady(transaction, _pending.Length - _cleared)) Decide(body.Passes(transaction, _ended));
    }

    private void Decide(bool passes)
    {
        (_passes, _refused) = (passes, !passes);
        _cleared = passes ? _pending.Length : 0;
    }
}
