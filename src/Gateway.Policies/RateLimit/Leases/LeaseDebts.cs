using Gateway.Policies.Hashing;

namespace Gateway.Policies.RateLimit.Leases;

/// <summary>
/// What keys were granted while the store was away, in a second bucket of each in the process: it fills as the share does, so that it lacks
/// what a store that had gone on counting would lack. When the store is back, it is told with the first call. What a rule with windows
/// granted counts in windows there, too: it ends with the window that it was granted in.
/// </summary>
/// <param name="local">The store in the process.</param>
/// <param name="replicas">Among how many a limit is divided; may change at any time.</param>
internal sealed class LeaseDebts(LocalRateLimitStore local, IReplicaCount replicas)
{
    private volatile bool _any;

    /// <param name="rule">The limit.</param>
    /// <param name="partition">The key.</param>
    /// <param name="permits">Permits that were granted.</param>
    /// <param name="ago">When, if not now.</param>
    public void Owe(BucketRule rule, UInt128 partition, int permits, TimeSpan ago = default)
    {
        if (permits <= 0) return;
        var share = rule.Share(replicas.Alive, local.PartitionHashKey);
        // A request may have cost more than the share.
        local.Charge(share, Key(partition), permits, Math.Max(permits, share.Burst), ago);
        _any = true;
    }

    /// <summary>What the key owes; it owes it no more.</summary>
    public int Collect(BucketRule rule, UInt128 partition) =>
        _any ? local.Discharge(rule.Share(replicas.Alive, local.PartitionHashKey), Key(partition)) : 0;

    private UInt128 Key(UInt128 partition)
    {
        var hash = new SipHash128(local.PartitionHashKey);
        hash.Add("debt");
        hash.Add((ulong)(partition >> 64));
        hash.Add((ulong)partition);
        return hash.Finish();
    }
}
