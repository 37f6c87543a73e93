using System.Diagnostics.Metrics;

namespace Gateway.Policies.RateLimit;

/// <summary>What the limits decide. Tags are bounded: rule names come from the configuration, outcomes are two.</summary>
internal sealed class RateLimitMetrics
{
    public const string MeterName = "Gateway.RateLimit";
    private static readonly KeyValuePair<string, object?> Admitted = new("outcome", "admitted");
    private static readonly KeyValuePair<string, object?> Refused = new("outcome", "refused");
    private readonly Meter _meter;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _overflow;

    public RateLimitMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _decisions = _meter.CreateCounter<long>("gateway.rate_limit.decisions", "{request}", "Requests by rule and outcome; a refusal counts for the rule that refused.");
        _overflow = _meter.CreateCounter<long>("gateway.rate_limit.overflow", "{request}", "Takes from the bucket that partitions share for which there was no room.");
    }

    /// <summary>Publishes how many buckets a store holds.</summary>
    public void ObservePartitions(Func<long> count) =>
        _meter.CreateObservableUpDownCounter("gateway.rate_limit.partitions", count, "{partition}", "Buckets held in this process.");

    public void Admit(PlannedRule[] rules)
    {
        if (!_decisions.Enabled) return;
        foreach (var rule in rules) _decisions.Add(1, rule.MetricTag, Admitted);
    }

    public void Refuse(PlannedRule rule) => _decisions.Add(1, rule.MetricTag, Refused);

    public void Overflowed(string rule) => _overflow.Add(1, new KeyValuePair<string, object?>("rule", rule));
}
