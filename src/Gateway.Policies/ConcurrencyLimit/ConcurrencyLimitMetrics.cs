using System.Diagnostics.Metrics;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Counters;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>What is in flight and what was refused. Tags are bounded: rule names come from the configuration.</summary>
internal sealed class ConcurrencyLimitMetrics
{
    public const string MeterName = "Gateway.ConcurrencyLimit";
    private const int Admitted = 0;
    private const int Refused = 1;
    private const int Unavailable = 2;
    private static readonly KeyValuePair<string, object?>[] Outcomes = [new("outcome", "admitted"), new("outcome", "refused"), new("outcome", "unavailable")];
    private static readonly KeyValuePair<string, object?>[] Modes = [new("mode", "local"), new("mode", "deny"), new("mode", "allow")];
    private readonly Meter _meter;
    private readonly CellCounter _decisions;
    private readonly CellCounter _inFlight;
    private readonly Counter<long> _overflow;
    private readonly Counter<long> _degraded;

    public ConcurrencyLimitMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _decisions = CellCounter.Create(_meter, "gateway.concurrency_limit.decisions", "{request}", "Requests by rule and outcome; a refusal counts for the rule that refused.");
        _inFlight = CellCounter.CreateUpDown(_meter, "gateway.concurrency_limit.in_flight", "{request}", "Requests in flight in this process that hold a slot, by rule.");
        _overflow = _meter.CreateCounter<long>("gateway.concurrency_limit.overflow", "{request}", "Requests counted in the partition that others share for which there was no room.");
        _degraded = _meter.CreateCounter<long>("gateway.concurrency_limit.degraded", "{request}", "Requests that a rule decided without its shared store, by rule and OnStoreFailure.");
    }

    /// <summary>Publishes how many partitions there are, and how many slots this replica holds and does not use.</summary>
    public void Observe(Func<long> partitions, Func<long> unused)
    {
        _meter.CreateObservableUpDownCounter("gateway.concurrency_limit.partitions", partitions, "{partition}", "Partitions with something in flight or held in this process.");
        _meter.CreateObservableUpDownCounter("gateway.concurrency_limit.slots.unused", unused, "{slot}", "Shared slots that this replica holds and does not use.");
    }

    public void Took(SlotRule rule)
    {
        var counts = CountsOf(rule);
        counts.Decisions.Count(Admitted);
        counts.InFlight.Add(1);
    }

    public void Released(SlotRule rule) => CountsOf(rule).InFlight.Add(-1);

    public void Refuse(SlotRule rule) => CountsOf(rule).Decisions.Count(Refused);

    /// <summary>A refusal because the store was away, not because of the limit.</summary>
    public void Deny(SlotRule rule) => CountsOf(rule).Decisions.Count(Unavailable);

    public void Degraded(SlotRule rule) => _degraded.Add(1, rule.MetricTag, Modes[(int)rule.OnStoreFailure]);

    public void Overflowed(SlotRule rule) => _overflow.Add(1, rule.MetricTag);

    private SlotCounts CountsOf(SlotRule rule) =>
        rule.Counts ??= new SlotCounts(new OutcomeCells(_decisions, [rule.MetricTag], Outcomes), _inFlight.Of(rule.MetricTag));
}

/// <summary>Where a rule's decisions are counted.</summary>
internal sealed record SlotCounts(OutcomeCells Decisions, StripedCount InFlight);
