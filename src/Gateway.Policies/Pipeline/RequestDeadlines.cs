using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>A bounded pool of deadlines: a timer and its token source for each request would be a third of what a request allocates.</summary>
internal sealed class RequestDeadlines(TimeProvider time)
{
    private const int MaxPooled = 4096;

    private readonly ConcurrentQueue<RequestDeadline> _pool = new();
    private int _pooled;

    public RequestDeadline Start(HttpContext context, TimeSpan timeout)
    {
        if (_pool.TryDequeue(out var deadline)) Interlocked.Decrement(ref _pooled);
        else deadline = new RequestDeadline(time);
        deadline.Start(context, timeout);
        return deadline;
    }

    public void Return(RequestDeadline deadline)
    {
        if (!deadline.TryReset() || Volatile.Read(ref _pooled) >= MaxPooled)
        {
            deadline.Dispose();
            return;
        }

        Interlocked.Increment(ref _pooled);
        _pool.Enqueue(deadline);
    }
}
