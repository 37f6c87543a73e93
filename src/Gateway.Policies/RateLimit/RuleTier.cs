using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.RateLimit;

/// <summary>The values of a rule for one tier of callers, or its own values: a limit with its buckets and what clients are told of it.</summary>
internal sealed class RuleTier
{
    private readonly PartitionHasher _hasher;

    /// <param name="rule">The rule.</param>
    /// <param name="number">0 for the rule's own values, then 1 for each tier.</param>
    /// <param name="bucket">The limit.</param>
    /// <param name="hasher">Names the bucket of a request.</param>
    public RuleTier(PlannedRule rule, int number, BucketRule bucket, PartitionHasher hasher)
    {
        (Rule, Number, Bucket, _hasher) = (rule, number, bucket, hasher);
        Headers = new RateLimitHeaderFormat(bucket);
    }

    public PlannedRule Rule { get; }

    public int Number { get; }

    public BucketRule Bucket { get; }

    public RateLimitHeaderFormat Headers { get; }

    /// <summary>A look at the bucket of a client that an operator describes; null when the rule needs to know more of it.</summary>
    public RateLimitTake? Look(ClientDescription client) => _hasher.TryHash(client, out var partition) ? new(Bucket, partition, 0) : null;

    public RateLimitTake Take(Exchange exchange) => new(Bucket, _hasher.Hash(exchange), Rule.Costs.Of(exchange.Context.Request.Method));
}
