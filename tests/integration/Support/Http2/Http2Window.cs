namespace Gateway.IntegrationTests.Support;

/// <summary>How many DATA bytes may still be sent (RFC 9113 section 5.2); SETTINGS can make it negative.</summary>
internal sealed class Http2Window(long initial)
{
    private readonly Lock _lock = new();
    private long _available = initial;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Available
    {
        get { lock (_lock) return _available; }
    }

    /// <summary>Ends at the next <see cref="Add"/>. Take it before looking at the window, or a change is missed.</summary>
    public Task Changed
    {
        get { lock (_lock) return _changed.Task; }
    }

    public void Add(long bytes)
    {
        lock (_lock)
        {
            _available += bytes;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Takes up to that many bytes; 0 when the window is closed.</summary>
    public int Take(int wanted)
    {
        lock (_lock)
        {
            var taken = (int)Math.Clamp(_available, 0, wanted);
            _available -= taken;
            return taken;
        }
    }
}
