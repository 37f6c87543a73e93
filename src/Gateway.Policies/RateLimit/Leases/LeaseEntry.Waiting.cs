namespace Gateway.Policies.RateLimit.Leases;

/// <content>Requests that wait for a draw.</content>
internal partial class LeaseEntry
{
    private Queue<LeaseRequest>? _waiting;

    public int Waiting => _waiting?.Count ?? 0;

    public void Wait(LeaseRequest request) => (_waiting ??= new()).Enqueue(request);

    /// <summary>
    /// Decides those who began to wait after the draw that was just answered, as if they came now: from the lease, or because the bucket is
    /// empty. The others go on waiting.
    /// </summary>
    public List<LeaseRequest>? MeetWaiting(long now)
    {
        List<LeaseRequest>? met = null;
        for (var left = Waiting; left > 0; left--)
        {
            var request = _waiting!.Dequeue();
            var index = request.Lacking[0];
            var take = request.Takes[index];
            var verdict = new VerdictBuilder(now);
            switch (Answer(index, take, now, ref verdict))
            {
                case LeaseAnswer.Lacking:
                    _waiting.Enqueue(request);
                    continue;
                case LeaseAnswer.Leased:
                    request.Tell(index, Arrival);
                    request.Lacking.Clear();
                    break;
                default:
                    request.Refuse(verdict.Build(overflowed: false));
                    break;
            }

            (met ??= []).Add(request);
        }

        return met;
    }

    /// <summary>There is no answer. Returns everybody who waits: the store is not asked again on their account.</summary>
    public List<LeaseRequest> Fail()
    {
        List<LeaseRequest> waiting = [.. Draw?.Waiting ?? [], .. _waiting ?? []];
        (Draw, _waiting) = (null, null);
        return waiting;
    }

    // A draw is for requests of one cost, so that nothing is left over when the bucket has too little for all.
    private (List<LeaseRequest>?, int) NextWaiting()
    {
        if (_waiting is not { Count: > 0 } waiting) return default;
        var cost = Cost(waiting.Peek());
        List<LeaseRequest> requests = [];
        // All of that cost, not only those in front: as many draws as there are costs empty the queue, however they alternate.
        for (var left = waiting.Count; left > 0; left--)
        {
            var next = waiting.Dequeue();
            if (Cost(next) == cost) requests.Add(next);
            else waiting.Enqueue(next);
        }

        return (requests, cost);
    }

    private static int Cost(LeaseRequest request) => request.Takes[request.Lacking[0]].Cost;
}
