using System.Diagnostics.Metrics;

namespace Gateway.Policies.Redis.Caching;

/// <summary>What became of calls of the shared cache, on the meter "Gateway.Store".</summary>
internal sealed class CacheMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _operations = meters.Create(RedisMetrics.MeterName).CreateCounter<long>(
        "gateway.cache.operations", "{operation}", "Calls of the cache that replicas share, by outcome.");

    public void Count(string operation, string outcome) =>
        _operations.Add(1, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));
}
