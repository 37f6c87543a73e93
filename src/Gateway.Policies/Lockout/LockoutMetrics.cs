using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;
using Gateway.Policies.Lockout.Counting;

namespace Gateway.Policies.Lockout;

/// <summary>Attempts, their outcomes and the steps. Tags are from fixed sets.</summary>
internal sealed class LockoutMetrics
{
    public const string MeterName = "Gateway.Lockout";
    private static readonly KeyValuePair<string, object?>[] Decisions = [.. Tags("outcome", "admitted", "delayed", "in-flight", "locked", "unavailable")];
    private static readonly KeyValuePair<string, object?>[] Outcomes = [.. Tags("outcome", "other", "failure", "success", "abandoned")];
    private static readonly KeyValuePair<string, object?>[] Steps = [.. Tags("step", "none", "delayed", "locked", "extended", "ended", "unlocked")];
    private static readonly KeyValuePair<string, object?>[] Limits = [.. Tags("limit", "network", "account")];
    private static readonly KeyValuePair<string, object?>[] Modes = [.. Tags("mode", "local", "deny")];
    private static readonly KeyValuePair<string, object?>[] States = [.. Tags("state", "open", "locked")];
    private readonly Meter _meter;
    private readonly OutcomeCells _decisions;
    private readonly OutcomeCells _answers;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _degraded;
    private readonly Counter<long> _evictions;

    public LockoutMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _decisions = new(CellCounter.Create(_meter, "gateway.lockout.attempts", "{attempt}", "Attempts by decision: admitted, delayed, in-flight, locked, unavailable."), [], Decisions);
        _answers = new(CellCounter.Create(_meter, "gateway.lockout.answers", "{attempt}", "Admitted attempts by how they ended: failure, success, other, abandoned."), [], Outcomes);
        _steps = _meter.CreateCounter<long>("gateway.lockout.steps", "{step}", "Delays that began, locks, longer locks, locks that ended and were ended, by limit.");
        _degraded = _meter.CreateCounter<long>("gateway.lockout.degraded", "{attempt}", "Attempts decided without the shared store, by OnStoreFailure.");
        _evictions = _meter.CreateCounter<long>("gateway.lockout.evictions", "{count}", "Counts in the process that were given up for want of room.");
    }

    /// <summary>Publishes how many counts the process holds.</summary>
    public void Observe(Func<long> counts) =>
        _meter.CreateObservableUpDownCounter("gateway.lockout.counts", counts, "{count}", "Counts of accounts and networks held in this process.");

    public void Decided(LockoutRefusal refusal) => _decisions.Count((int)refusal);

    public void Ended(LockoutOutcome outcome) => _answers.Count((int)outcome);

    public void Stepped(LockoutStep step, LockoutLimit limit) => _steps.Add(1, Steps[(int)step], Limits[(int)limit]);

    /// <summary>An operator ended a lock. Which limit it was of is in the event.</summary>
    public void Unlocked() => _steps.Add(1, Steps[^1], new KeyValuePair<string, object?>("limit", "any"));

    public void Degraded(LockoutStoreFailure mode) => _degraded.Add(1, Modes[(int)mode]);

    public void Evicted(bool isLocked) => _evictions.Add(1, States[isLocked ? 1 : 0]);

    private static IEnumerable<KeyValuePair<string, object?>> Tags(string name, params string[] values) => values.Select(v => new KeyValuePair<string, object?>(name, v));
}
