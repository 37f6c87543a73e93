using Gateway.Policies.Hashing;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// Decides in place of a shared store that is away, by each rule's OnStoreFailure: one "Deny" refuses the request, "Local" rules are taken
/// all or none from the store in the process, "Allow" rules are not counted.
/// </summary>
/// <param name="local">The store in the process.</param>
/// <param name="metrics">Counts every decision that was made this way.</param>
/// <param name="replicas">Among how many a limit is divided; may change at any time.</param>
/// <param name="retryAfter">What a denied client is told to wait; told as at least one second.</param>
/// <param name="debts">Notes what "Local" rules granted, for when the store is back; null to forget it.</param>
internal sealed class StoreFallback(LocalRateLimitStore local, RateLimitMetrics metrics, IReplicaCount replicas, TimeSpan retryAfter, LeaseDebts? debts = null)
{
    public RateLimitVerdict Decide(ReadOnlySpan<RateLimitTake> takes)
    {
        for (var i = 0; i < takes.Length; i++)
        {
            metrics.Degraded(takes[i].Rule);
            if (takes[i].Rule.OnStoreFailure is StoreFailureMode.Deny)
                return new RateLimitVerdict { RuleIndex = i, RetryAfter = retryAfter, StoreUnavailable = true, IsDegraded = true };
        }

        Span<RateLimitTake> shares = new RateLimitTake[takes.Length];
        Span<int> indexes = stackalloc int[takes.Length];
        var count = 0;
        for (var i = 0; i < takes.Length; i++)
        {
            if (takes[i].Rule.OnStoreFailure is not StoreFailureMode.Local) continue;
            shares[count] = Share(takes[i]);
            if (shares[count].Rule.Periods is not null && local.ClosedFor(Named("closed", takes[i].Partition)) is { Ticks: > 0 } closed)
                return new RateLimitVerdict { RuleIndex = i, RetryAfter = closed, FullIn = closed, IsDegraded = true };
            indexes[count++] = i;
        }

        if (count == 0) return new RateLimitVerdict { IsAdmitted = true, RuleIndex = -1, IsDegraded = true };
        var verdict = local.Take(shares[..count]);
        for (var i = 0; verdict.IsAdmitted && i < count; i++) Grant(takes[indexes[i]], shares[i]);
        return verdict with { IsDegraded = true, RuleIndex = verdict.RuleIndex < 0 ? -1 : indexes[verdict.RuleIndex] };
    }

    // What was granted beyond the share is paid before anything else is: so in the long run nobody gets more than the rate.
    private void Grant(in RateLimitTake take, in RateLimitTake share)
    {
        var beyond = take.Cost - share.Cost;
        if (beyond > 0 && share.Rule.Periods is not null) local.Close(share.Rule, share.Partition, Named("closed", take.Partition), beyond);
        else if (beyond > 0) local.Charge(share.Rule, share.Partition, beyond, share.Rule.Burst + take.Cost);
        debts?.Owe(take.Rule, take.Partition, take.Cost);
    }

    // A request that costs more than the share would never pass: it takes all of it.
    private RateLimitTake Share(in RateLimitTake take)
    {
        var rule = take.Rule.Share(replicas.Alive, local.PartitionHashKey);
        return new(rule, Named("share", take.Partition), Math.Min(take.Cost, rule.Burst));
    }

    // The shared names are hashed with a key that all replicas know; the table in this process wants its own, random one.
    private UInt128 Named(string what, UInt128 partition)
    {
        var hash = new SipHash128(local.PartitionHashKey);
        hash.Add(what);
        hash.Add((ulong)(partition >> 64));
        hash.Add((ulong)partition);
        return hash.Finish();
    }
}
