using System.Collections.Frozen;
using System.Globalization;
using Gateway.Policies.LoadShedding.Limits;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;

namespace Gateway.Policies.LoadShedding;

/// <summary>Takes a place at the route's cluster; waits for one for a moment when there is none.</summary>
internal sealed class LoadSheddingStage(LoadSheddingOptions options, ClusterLimiter limiter, LoadSheddingMetrics metrics) : RequestStage
{
    // Lower priorities come back later, so that the first to come back are those that are served first.
    private static readonly int[] RetryAfterSeconds = [1, 1, 2, 5];
    private static readonly Rejection[] Full = [.. RetryAfterSeconds.Select((s, p) => Refuse((RequestPriority)p, s, "overloaded"))];
    private static readonly Rejection[] InVain = [.. RetryAfterSeconds.Select((s, p) => Refuse((RequestPriority)p, s, "overloaded-waited"))];
    private readonly FrozenDictionary<string, RequestPriority>? _byTier =
        options.PriorityByTier.Count > 0 ? options.PriorityByTier.ToFrozenDictionary(StringComparer.Ordinal) : null;

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var request = limiter.Rent(PriorityOf(exchange));
        // First: whatever happens from here on, the place comes back.
        exchange.OnEnd(request);
        if (limiter.TryEnter(request))
        {
            exchange.Admitted = request;
            metrics.Admitted(limiter, request.Priority);
            return Decision.Continue;
        }

        if (options.Mode is PolicyMode.Report)
        {
            // It goes on, so the backend has it: counted, or the limit would be learned from half of the load.
            limiter.Enter(request);
            exchange.Admitted = request;
            metrics.Shed(limiter, request.Priority);
            return Decision.Reject(Full[(int)request.Priority]);
        }

        if (limiter.TryWait(request) is { } waiting) return WaitAsync(exchange, request, waiting);
        metrics.Shed(limiter, request.Priority);
        return Decision.Reject(Full[(int)request.Priority]);
    }

    private async ValueTask<Decision> WaitAsync(Exchange exchange, AdmittedRequest request, WaitingRequest waiting)
    {
        var aborted = exchange.Context.RequestAborted;
        await using var left = aborted.UnsafeRegister(
            static (state, token) =>
            {
                var (limiter, waiting) = ((ClusterLimiter, WaitingRequest))state!;
                limiter.Leave(waiting, token);
            },
            (limiter, waiting));
        if (await waiting.Outcome)
        {
            exchange.Admitted = request;
            metrics.Waited(limiter, request.Priority);
            return Decision.Continue;
        }

        metrics.Shed(limiter, request.Priority);
        return Decision.Reject(InVain[(int)request.Priority]);
    }

    private RequestPriority PriorityOf(Exchange exchange)
    {
        if (_byTier is null || exchange.Identity is not { } identity) return options.Priority;
        var tier = ClaimLookup.Tier(identity, options.TierClaim, out var several);
        return tier is not null && !several && _byTier.TryGetValue(tier, out var priority) ? priority : options.Priority;
    }

    private static Rejection Refuse(RequestPriority priority, int seconds, string reason) => new()
    {
        Status = 503,
        Title = "Service Unavailable",
        Reason = reason,
        Detail = "The service is busy. Try again later.",
        Note = $"priority {priority}",
        Headers = [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))],
    };
}
