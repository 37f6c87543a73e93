using System.Threading.RateLimiting;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// One bucket as a <see cref="RateLimiter"/>, for users of the library: the same store, the same exactness. Nothing is queued: acquiring
/// answers at once, with <see cref="MetadataName.RetryAfter"/> when refused.
/// </summary>
/// <param name="store">Counts the permits.</param>
/// <param name="rule">The limit.</param>
/// <param name="partition">Names the bucket of the rule.</param>
/// <param name="time">Measures idleness; the system's when null.</param>
public sealed class GatewayRateLimiter(IRateLimitStore store, BucketRule rule, string partition, TimeProvider? time = null) : RateLimiter
{
    private readonly UInt128 _partition = rule.Partition(partition);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _lastUsed = (time ?? TimeProvider.System).GetTimestamp();
    private long _successes;
    private long _failures;

    /// <summary>Since the last use. The count lives in the store: disposing an idle limiter forgets nothing.</summary>
    public override TimeSpan? IdleDuration => _time.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>The permits left, when the store can tell without waiting.</summary>
    public override RateLimiterStatistics? GetStatistics()
    {
        var pending = Ask(0);
        if (!pending.IsCompletedSuccessfully) return null;
        return new RateLimiterStatistics
        {
            CurrentAvailablePermits = pending.GetAwaiter().GetResult().Remaining,
            TotalSuccessfulLeases = Volatile.Read(ref _successes),
            TotalFailedLeases = Volatile.Read(ref _failures),
        };
    }

    /// <summary>Refuses when the store would have to wait: use AcquireAsync with a store of several replicas.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var pending = Take(permitCount);
        return pending.IsCompletedSuccessfully ? Lease(permitCount, pending.GetAwaiter().GetResult()) : Lease(permitCount, default);
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Lease(permitCount, await Take(permitCount));
    }

    private ValueTask<RateLimitVerdict> Take(int permitCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, rule.Burst);
        Volatile.Write(ref _lastUsed, _time.GetTimestamp());
        return Ask(permitCount);
    }

    private ValueTask<RateLimitVerdict> Ask(int permitCount)
    {
        var take = new RateLimitTake(rule, _partition, permitCount);
        return store.TryTakeAsync(new ReadOnlySpan<RateLimitTake>(in take));
    }

    // Zero permits ask whether there are any (RateLimiter's contract).
    private Lease Lease(int permitCount, in RateLimitVerdict verdict)
    {
        var acquired = verdict.IsAdmitted && (permitCount > 0 || verdict.Remaining > 0);
        Interlocked.Increment(ref acquired ? ref _successes : ref _failures);
        return new Lease(acquired, verdict.RetryAfter);
    }
}

/// <summary>The outcome of one acquisition; nothing is given back on disposal.</summary>
internal sealed class Lease(bool isAcquired, TimeSpan retryAfter) : RateLimitLease
{
    public override bool IsAcquired => isAcquired;

    public override IEnumerable<string> MetadataNames => isAcquired ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = !isAcquired && string.Equals(metadataName, MetadataName.RetryAfter.Name, StringComparison.Ordinal) ? retryAfter : null;
        return metadata is not null;
    }
}
