using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Policies.RateLimit;

/// <summary>What the limits decide. Tags are bounded: rule names come from the configuration, outcomes and modes are few.</summary>
internal sealed class RateLimitMetrics
{
    public const string MeterName = "Gateway.RateLimit";
    private const int Admitted = 0;
    private const int Refused = 1;
    private const int Unavailable = 2;
    private static readonly KeyValuePair<string, object?>[] Outcomes = [new("outcome", "admitted"), new("outcome", "refused"), new("outcome", "unavailable")];
    private static readonly KeyValuePair<string, object?>[] Modes = [new("mode", "local"), new("mode", "deny"), new("mode", "allow")];
    private static readonly KeyValuePair<string, object?>[] CostOutcomes =
        [.. Enum.GetNames<CostOutcome>().Select(static n => new KeyValuePair<string, object?>("outcome", n.ToLowerInvariant()))];

    private readonly Meter _meter;
    private readonly CellCounter _decisions;
    private readonly Counter<long> _overflow;
    private readonly Counter<long> _degraded;
    private readonly Counter<long> _unknownTiers;
    private readonly Counter<long> _reportedCosts;

    public RateLimitMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _decisions = CellCounter.Create(_meter, "gateway.rate_limit.decisions", "{request}", "Requests by rule and outcome; a refusal counts for the rule that refused.");
        _overflow = _meter.CreateCounter<long>("gateway.rate_limit.overflow", "{request}", "Takes from the bucket that partitions share for which there was no room.");
        _degraded = _meter.CreateCounter<long>("gateway.rate_limit.degraded", "{request}", "Requests that a rule decided without its shared store, by rule and OnStoreFailure.");
        _unknownTiers = _meter.CreateCounter<long>("gateway.rate_limit.unknown_tier", "{request}", "Requests of callers whose tier the rule does not have, by rule.");
        _reportedCosts = _meter.CreateCounter<long>("gateway.rate_limit.reported_costs", "{response}", "Costs that backends reported, by rule and what became of them.");
    }

    /// <summary>Publishes how many buckets a store holds.</summary>
    public void ObservePartitions(Func<long> count) =>
        _meter.CreateObservableUpDownCounter("gateway.rate_limit.partitions", count, "{partition}", "Buckets held in this process.");

    /// <summary>Publishes how requests of shared rules are decided, and what leases hold.</summary>
    public void Observe(LeaseTable table)
    {
        _meter.CreateObservableCounter(
            "gateway.rate_limit.shared",
            () => new[]
            {
                new Measurement<long>(table.LeasedDecisions, new KeyValuePair<string, object?>("by", "lease")),
                new Measurement<long>(table.KnownRefusals, new KeyValuePair<string, object?>("by", "known-empty")),
                new Measurement<long>(table.AskedDecisions, new KeyValuePair<string, object?>("by", "store")),
            },
            "{request}",
            "Requests of shared rules, by what decided them.");
        _meter.CreateObservableCounter("gateway.rate_limit.budget_overruns", () => table.Overruns, "{request}", "Requests whose decision the store did not make within its time budget.");
        _meter.CreateObservableUpDownCounter("gateway.rate_limit.leased", () => table.Unspent, "{permit}", "Permits of leases that this process has not spent.");
        _meter.CreateObservableUpDownCounter("gateway.rate_limit.leases", () => table.Count, "{partition}", "Shared partitions that this process knows at the moment.");
    }

    public void Admit(ReadOnlySpan<RuleTier> tiers)
    {
        foreach (var tier in tiers) CountsOf(tier.Rule).Count(Admitted);
    }

    public void Refuse(PlannedRule rule) => CountsOf(rule).Count(Refused);

    /// <summary>A refusal because the store was away, not because of the limit.</summary>
    public void Deny(PlannedRule rule) => CountsOf(rule).Count(Unavailable);

    public void Degraded(BucketRule rule) =>
        _degraded.Add(1, new KeyValuePair<string, object?>("rule", rule.Name), Modes[(int)rule.OnStoreFailure]);

    public void UnknownTier(PlannedRule rule) => _unknownTiers.Add(1, rule.MetricTag);

    public void CostReported(PlannedRule rule, CostOutcome outcome) => _reportedCosts.Add(1, rule.MetricTag, CostOutcomes[(int)outcome]);

    public void Overflowed(string rule) => _overflow.Add(1, new KeyValuePair<string, object?>("rule", rule));

    private OutcomeCells CountsOf(PlannedRule rule) => rule.Counts ??= new OutcomeCells(_decisions, [rule.MetricTag], Outcomes);
}
