namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What a replica knows of a shared partition, for an operator. The client's value is not kept anywhere: only its hash.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Partition">The bucket's name.</param>
/// <param name="Burst">Permits of a full bucket.</param>
/// <param name="Remaining">Permits left, as of the store's last word.</param>
/// <param name="Leased">Of those, permits that this replica holds.</param>
/// <param name="PerSecond">Permits that clients of this replica ask for in a second.</param>
/// <param name="Refused">Requests refused since the partition was last idle.</param>
/// <param name="Fill">How much of the burst is used; 1 for a bucket that refuses.</param>
internal readonly record struct LeaseSnapshot(
    string Rule, UInt128 Partition, int Burst, long Remaining, int Leased, double PerSecond, long Refused, double Fill)
{
    public static LeaseSnapshot Of(LeaseEntry entry, long now)
    {
        var remaining = entry.Remaining(now);
        return new(
            entry.Rule.Name, entry.Key, entry.Rule.Burst, remaining, entry.Unspent, entry.Demand(now), entry.Refused,
            1 - (Math.Min(remaining, entry.Rule.Burst) / (double)entry.Rule.Burst));
    }
}
