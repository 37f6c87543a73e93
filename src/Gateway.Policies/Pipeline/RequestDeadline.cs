using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.Pipeline;

/// <summary>
/// The total time of a request, from its head to the end of its answer. YARP's own timeout is reset by every byte, so that a client
/// or backend that drips would hold a request for ever.
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _clientAborted;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _link;

    public RequestDeadline(HttpContext context, TimeSpan timeout, TimeProvider time)
    {
        _context = context;
        _clientAborted = context.RequestAborted;
        _source = new CancellationTokenSource(timeout, time);
        _link = _clientAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        context.RequestAborted = _source.Token;
    }

    public bool Passed => _source.IsCancellationRequested && !_clientAborted.IsCancellationRequested;

    /// <summary>An upgraded connection lives on: only the handshake is timed.</summary>
    public void Stop()
    {
        if (!_source.IsCancellationRequested) _source.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _link.Dispose();
        if (_context.Features.Get<IHttpRequestLifetimeFeature>() is not null) _context.RequestAborted = _clientAborted;
        _source.Dispose();
    }
}
