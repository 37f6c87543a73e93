using Gateway.Policies.Pipeline;

namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>The limiters of the process. What a cluster's has learned outlives reloads that leave its name and options alone.</summary>
internal sealed class ClusterLimiters
{
    private readonly SharedByKey<(string Cluster, AdaptiveConcurrencyOptions Options), ClusterLimiter> _limiters;

    public ClusterLimiters(TimeProvider time, LoadSheddingMetrics metrics)
    {
        _limiters = new(key => new ClusterLimiter(key.Cluster, key.Options, time, Random.Shared.NextDouble));
        metrics.Observe(Current);
    }

    public ClusterLimiter Get(string cluster, AdaptiveConcurrencyOptions options) => _limiters.Get((cluster, options));

    // During a reload a cluster can have two for as long as old requests run: the one in use speaks.
    private IEnumerable<ClusterLimiter> Current() =>
        _limiters.Alive().GroupBy(static l => l.Cluster, StringComparer.Ordinal).Select(static g => g.MaxBy(static l => l.LastUsed)!);
}
