namespace Gateway.Policies.Events.Lines;

/// <summary>
/// A place that takes whole lines. One object per place, shared by everything that writes there, so that records never interleave.
/// Called by background threads only: it may block for as long as the disk or the reader of a pipe does.
/// </summary>
internal abstract class LineOutput : IDisposable
{
    private readonly Lock _gate = new();
    private volatile bool _failing;

    /// <summary>What an operator calls the place.</summary>
    public abstract string Name { get; }

    /// <summary>The last attempt failed: for readiness detail. Writers keep what they have and try again.</summary>
    public bool IsFailing => _failing;

    /// <summary>Opens the place where that cannot wait for the first line: it takes a file descriptor, which there may be none of when it matters most.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            try
            {
                OpenEarly();
            }
            catch (Exception)
            {
                // The first line tries again.
                _failing = true;
            }
        }
    }

    /// <summary>Writes whole lines; false when that failed.</summary>
    public bool TryWrite(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            try
            {
                Write(lines);
                _failing = false;
            }
            catch (Exception)
            {
                // Whatever a full disk, a closed pipe or a removed folder throws: logging never breaks its caller.
                _failing = true;
            }

            return !_failing;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes whole lines or throws; what it wrote of them before throwing must not join with what is written next.</summary>
    protected abstract void Write(ReadOnlySpan<byte> lines);

    protected virtual void OpenEarly()
    {
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
