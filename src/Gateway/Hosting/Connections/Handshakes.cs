namespace Gateway.Hosting.Connections;

/// <summary>TLS handshakes in progress, over all clients: each holds buffers and, when it gets on, a processor.</summary>
internal sealed class Handshakes(int limit)
{
    private int _inProgress;

    public int InProgress => Volatile.Read(ref _inProgress);

    /// <summary>Null when there are too many.</summary>
    public Handshake? TryBegin()
    {
        if (Interlocked.Increment(ref _inProgress) <= limit) return new Handshake(this);
        Interlocked.Decrement(ref _inProgress);
        return null;
    }

    internal void End() => Interlocked.Decrement(ref _inProgress);
}

/// <summary>One of them; a feature of its connection.</summary>
internal sealed class Handshake(Handshakes all)
{
    private int _ended;

    /// <summary>It is over, well or not. Any number of times.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) all.End();
    }
}
