using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>A rule compiled for one route.</summary>
internal sealed class PlannedRule
{
    private readonly PartitionHasher _hasher;

    public PlannedRule(string name, RateLimitRule rule, int ipv6PrefixLength, string routeId, UInt128 hashKey)
    {
        var keys = new PartitionKey[rule.By.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!PartitionKey.TryParse(rule.By[i], out keys[i])) throw new ArgumentException($"found By \"{rule.By[i]}\"; allowed: {PartitionKey.AllowedForms}", nameof(rule));
            NeedsIdentity |= keys[i].NeedsIdentity;
        }

        Bucket = new BucketRule(name, rule.Permits, rule.Window, rule.Burst ?? rule.Permits, keys, ipv6PrefixLength, rule.Cost, hashKey) { OnStoreFailure = rule.OnStoreFailure };
        Cost = rule.Cost;
        _hasher = new PartitionHasher(Bucket.HashState, keys, ipv6PrefixLength, routeId);
        Headers = new RateLimitHeaderFormat(Bucket);
        Rejections = new RateLimitRejections(name);
        MetricTag = new("rule", name);
    }

    public BucketRule Bucket { get; }

    public int Cost { get; }

    public bool NeedsIdentity { get; }

    public RateLimitHeaderFormat Headers { get; }

    public RateLimitRejections Rejections { get; }

    public KeyValuePair<string, object?> MetricTag { get; }

    public RateLimitTake Take(Exchange exchange) => new(Bucket, _hasher.Hash(exchange), Cost);
}
