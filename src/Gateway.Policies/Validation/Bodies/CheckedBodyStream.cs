using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>
/// A request's body on its way to the backend: bytes go on when they have been looked at. After a fault nothing more goes, and the end never
/// comes, so that the backend has an incomplete request; in Report mode the rest passes as it is.
/// </summary>
/// <param name="source">What the client sends.</param>
/// <param name="isRequired">No byte at all is a fault.</param>
/// <param name="scanner">Looks at it.</param>
/// <param name="pending">Where bytes wait.</param>
/// <param name="onFault">Told of the fault; true to let the body pass all the same.</param>
internal sealed class CheckedBodyStream(Stream source, bool isRequired, IBodyScanner scanner, PendingBytes pending, Func<BodyFault, bool> onFault) : ReadOnlyStream
{
    private int _cleared;
    private bool _ended;
    private bool _began;
    private bool _passes;

    /// <summary>Looks at the whole body before any of it goes on; for short ones.</summary>
    /// <returns>The fault; null for none, and for one that passes.</returns>
    public async ValueTask<BodyFault?> CheckWholeAsync(CancellationToken cancellation)
    {
        while (!_ended && !_passes)
        {
            if (await FillAsync(cancellation) is { } fault && !Passes(fault)) return fault;
        }

        return null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_cleared == 0)
        {
            if (_ended) return 0;
            if (_passes) return await source.ReadAsync(buffer, cancellationToken);
            if (await FillAsync(cancellationToken) is { } fault && !Passes(fault)) throw new IOException("The body breaks the contract.");
        }

        var count = pending.Take(buffer.Span, _cleared);
        _cleared -= count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    private async ValueTask<BodyFault?> FillAsync(CancellationToken cancellation)
    {
        if (!pending.TryGetFree(out var free)) return new BodyFault(503, "body-memory-exhausted", []);
        var read = await source.ReadAsync(free, cancellation);
        pending.Advance(read);
        _ended = read == 0;
        _began |= read > 0;
        if (_ended && isRequired && !_began) return WholeBodyCheck.Missing;
        var cleared = scanner.Scan(pending.From(_cleared), _ended);
        if (scanner.Fault is { } fault) return fault;
        _cleared += cleared;
        return null;
    }

    private bool Passes(BodyFault fault)
    {
        if (!onFault(fault)) return false;
        _passes = true;
        _cleared = pending.Length;
        return true;
    }
}
