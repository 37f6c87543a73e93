namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>
/// A request body that was read whole before forwarding, once for all stages that look into it. The memory goes back when the response
/// has completed: stages keep no reference to it.
/// </summary>
public sealed class BufferedBody : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BudgetedBuffer _raw;
    private BudgetedBuffer? _decoded;
    private bool _disposed;

    internal BufferedBody(BudgetedBuffer raw) => _raw = raw;

    /// <summary>The bytes as the client sent them and as they are forwarded.</summary>
    public ReadOnlyMemory<byte> Raw => _raw.Written;

    /// <summary>The bytes with the content coding undone; the same as <see cref="Raw"/> when there is none.</summary>
    public ReadOnlyMemory<byte> Content => (_decoded ?? _raw).Written;

    internal bool IsDecoded => _decoded is not null;

    internal void SetDecoded(BudgetedBuffer decoded) => _decoded = decoded;

    /// <summary>
    /// Copies bytes for the forwarder. Under a lock, because the forwarder may still be sending when the response has completed: the
    /// buffer must not go to another request while bytes are taken from it.
    /// </summary>
    internal int CopyTo(int position, Span<byte> destination)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var count = Math.Min(destination.Length, _raw.Length - position);
            _raw.Written.Span.Slice(position, count).CopyTo(destination);
            return count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            _raw.Dispose();
            _decoded?.Dispose();
        }
    }
}
