using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Policies.RateLimit.Usage;

/// <summary>
/// Remembers which partitions of a shard are near their limits: a bucket's entry has no room for its rule and for counts. Told only of those
/// that are at least half used, under the shard's lock; a fixed number of places, in which who is asked for most stays.
/// </summary>
internal sealed class BucketWatch
{
    private const int Ways = 4;
    private const int Sets = 16;
    private Watched[]? _places;

    /// <summary>A request asked for permits of a partition that is at least half used.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="permits">How many it asked for.</param>
    /// <param name="isRefused">It was refused.</param>
    /// <param name="now">The time.</param>
    public void Note(BucketRule rule, UInt128 partition, int permits, bool isRefused, long now)
    {
        ref var place = ref Find(partition, now);
        if (place.Rule is null || place.Partition != partition) place = new() { Partition = partition, Demand = new(now) };
        place.Rule = rule;
        place.Demand.Count(permits, now);
        if (isRefused) place.Refused++;
    }

    /// <summary>Everything that is remembered.</summary>
    public ReadOnlySpan<Watched> Places => _places;

    private ref Watched Find(UInt128 partition, long now)
    {
        // Made when something is near its limit for the first time.
        var places = _places ??= new Watched[Sets * Ways];
        // Bits that neither chose the shard nor the chain in it.
        var first = (int)((ulong)partition >> 48) % Sets * Ways;
        var least = first;
        for (var i = first; i < first + Ways; i++)
        {
            if (places[i].Rule is null || places[i].Partition == partition) return ref places[i];
            if (places[i].Demand.PerSecond(now) < places[least].Demand.PerSecond(now)) least = i;
        }

        return ref places[least];
    }

    internal struct Watched
    {
        public UInt128 Partition;
        public BucketRule? Rule;
        public DemandMeter Demand;
        public long Refused;
    }
}
