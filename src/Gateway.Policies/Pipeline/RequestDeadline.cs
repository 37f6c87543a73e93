using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>
/// The total time of a request, from its head to the end of its answer. YARP's own timeout is reset by every byte, so that a client
/// or backend that drips would hold a request for ever. Comes from <see cref="RequestDeadlines"/> and goes back there.
/// </summary>
internal sealed class RequestDeadline(TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, time);
    private CancellationToken _clientAborted;
    private CancellationTokenRegistration _link;
    private HttpContext? _context;
    private TimeSpan _timeout;
    private long _started;

    /// <summary>True when the time is over; a client that went away does not count.</summary>
    public bool Passed => _source.IsCancellationRequested && !_clientAborted.IsCancellationRequested;

    public void Start(HttpContext context, TimeSpan timeout)
    {
        _context = context;
        (_timeout, _started) = (timeout, time.GetTimestamp());
        _clientAborted = context.RequestAborted;
        _link = _clientAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        _source.CancelAfter(timeout);
        context.RequestAborted = _source.Token;
    }

    /// <summary>The time that is left.</summary>
    public TimeSpan Remaining => _timeout - time.GetElapsedTime(_started);

    /// <summary>An upgraded connection lives on: only the handshake is timed.</summary>
    public void Stop()
    {
        if (!_source.IsCancellationRequested) _source.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <returns>True when the deadline can time another request.</returns>
    public bool TryReset()
    {
        _link.Dispose();
        _context!.RequestAborted = _clientAborted;
        _context = null;
        _clientAborted = default;
        return _source.TryReset();
    }

    public void Dispose() => _source.Dispose();
}
