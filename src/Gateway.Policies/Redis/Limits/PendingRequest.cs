using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Policies.Redis.Limits;

/// <summary>A request that waits for Redis, as a task.</summary>
internal sealed class PendingRequest(StoreFallback fallback) : LeaseRequest
{
    // Asynchronously: whoever reads the answer must not run the rest of a request.
    private readonly TaskCompletionSource<RateLimitVerdict> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<RateLimitVerdict> Decision => _decision.Task;

    public override void Fail() => _decision.TrySetResult(fallback.Decide(Takes));

    protected override void Decide(in RateLimitVerdict verdict) => _decision.TrySetResult(verdict);
}
