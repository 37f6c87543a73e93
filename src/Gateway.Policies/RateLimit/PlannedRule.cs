using System.Collections.Frozen;
using Gateway.Policies.Counters;
using Gateway.Policies.Hashing;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <summary>A rule compiled for one route.</summary>
internal sealed class PlannedRule
{
    private readonly RuleTier _own;
    private readonly FrozenDictionary<string, RuleTier> _tiers;
    private readonly string? _tierClaim;
    private readonly Exemptions? _exemptions;
    private readonly TierAlarm? _alarm;

    /// <param name="name">What the rule is called.</param>
    /// <param name="rule">Its options.</param>
    /// <param name="place">What of the route goes into the names of buckets.</param>
    /// <param name="hashKey">The key of the store that counts.</param>
    /// <param name="alarm">Told of tiers that the rule does not have.</param>
    /// <param name="isStoreShared">The store that counts may spread over several servers.</param>
    public PlannedRule(string name, RateLimitRule rule, RulePlace place, UInt128 hashKey, TierAlarm? alarm, bool isStoreShared = false)
    {
        SipHash128? together = isStoreShared ? PartitionPlace.State(hashKey) : null;
        var keys = PartitionKeyList.Parse(rule.By, out var needsIdentity);
        (By, NeedsIdentity) = (keys, needsIdentity);

        (Name, _tierClaim, _alarm) = (name, rule.TierClaim, alarm);
        IsShared = rule.IsShared;
        Costs = new MethodCosts(rule);
        CostReport = CostReport.From(rule);
        _exemptions = Exemptions.From(rule.Exempt);
        Rejections = new RateLimitRejections(name);
        MetricTag = new("rule", name);

        _own = Tier(0, RuleValues.Of(rule));
        var tiers = new Dictionary<string, RuleTier>(StringComparer.Ordinal);
        foreach (var (tier, values) in rule.Tiers.OrderBy(static t => t.Key, StringComparer.Ordinal))
            tiers.Add(tier, Tier(tiers.Count + 1, RuleValues.Of(rule, values)));
        _tiers = tiers.ToFrozenDictionary(StringComparer.Ordinal);

        RuleTier Tier(int number, in RuleValues values)
        {
            var bucket = new BucketRule(name, values.Permits, values.Window, values.Burst, keys, place.Ipv6PrefixLength, rule.Cost, hashKey, LimitWindow.Of(rule, values.Window))
            {
                OnStoreFailure = rule.OnStoreFailure,
                CountRefused = rule.CountRefused,
                IsShared = rule.IsShared,
                MaxDebt = rule.CostHeader is null ? 0 : values.Debt(rule.MaxDebt),
            };
            return new(this, number, bucket, new PartitionHasher(bucket.HashState, keys, place.Ipv6PrefixLength, place.RouteId, place.PathTemplate, together));
        }
    }

    public string Name { get; }

    /// <summary>The rule's own values, then those of each tier.</summary>
    public IEnumerable<RuleTier> All => [_own, .. _tiers.Values.OrderBy(static t => t.Number)];

    public IReadOnlyList<PartitionKey> By { get; }

    public bool NeedsIdentity { get; }

    public bool IsShared { get; }

    public MethodCosts Costs { get; }

    /// <summary>What the backend says a request cost; null when it is not asked.</summary>
    public CostReport? CostReport { get; }

    public RateLimitRejections Rejections { get; }

    public KeyValuePair<string, object?> MetricTag { get; }

    /// <summary>Where its decisions are counted; kept here so that a request need not look for it.</summary>
    public OutcomeCells? Counts { get; set; }

    /// <summary>Requests differ in what they are held to.</summary>
    public bool Varies => _exemptions is not null || _tiers.Count > 0;

    /// <summary>How many different values <see cref="RuleTier.Number"/> has.</summary>
    public int Tiers => _tiers.Count + 1;

    /// <summary>What a request is held to; null when it is exempt.</summary>
    public RuleTier? Select(Exchange exchange)
    {
        if (!Varies) return _own;
        if (_exemptions is not null && _exemptions.Covers(exchange)) return null;
        return _tiers.Count == 0 || exchange.Identity is null ? _own : SelectTier(exchange);
    }

    // From what was verified only. Who has no tier, one that this rule does not know, or several has the rule's own values.
    private RuleTier SelectTier(Exchange exchange)
    {
        var name = ClaimLookup.Tier(exchange.Identity!, _tierClaim, out var several);
        if (string.IsNullOrEmpty(name)) return _own;
        if (!several && _tiers.TryGetValue(name, out var tier)) return tier;
        _alarm?.Raise(this, exchange, several ? null : name);
        return _own;
    }
}

/// <summary>What of a route goes into the names of buckets.</summary>
/// <param name="RouteId">The route's name.</param>
/// <param name="PathTemplate">The path template that the route matches.</param>
/// <param name="Ipv6PrefixLength">Bits of a v6 address that are one client.</param>
internal sealed record RulePlace(string RouteId, string PathTemplate, int Ipv6PrefixLength)
{
    public static RulePlace Of(RouteCompilation route, int ipv6PrefixLength) =>
        new(route.RouteId, route.Route?.Match.Path ?? RoutePlan.NoRoute, ipv6PrefixLength);
}
