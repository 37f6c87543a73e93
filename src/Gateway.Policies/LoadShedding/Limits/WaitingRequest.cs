namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>A request that waits for a place.</summary>
internal sealed class WaitingRequest
{
    private readonly TaskCompletionSource<bool> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WaitingRequest(AdmittedRequest request, long due)
    {
        (Request, Due) = (request, due);
        Node = new LinkedListNode<WaitingRequest>(this);
    }

    public AdmittedRequest Request { get; }

    public RequestPriority Priority => Request.Priority;

    /// <summary>When it has waited long enough, in the limiter's ticks.</summary>
    public long Due { get; }

    public LinkedListNode<WaitingRequest> Node { get; }

    /// <summary>True when it got a place, false when it is shed; canceled with the request.</summary>
    public Task<bool> Outcome => _outcome.Task;

    public void Decide(bool admitted) => _outcome.TrySetResult(admitted);

    public void Cancel(CancellationToken token) => _outcome.TrySetCanceled(token);
}
