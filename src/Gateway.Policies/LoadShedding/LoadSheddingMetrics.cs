using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;
using Gateway.Policies.LoadShedding.Limits;

namespace Gateway.Policies.LoadShedding;

/// <summary>What clusters may have in flight, and what was shed. Tags are bounded: clusters come from the configuration.</summary>
internal sealed class LoadSheddingMetrics
{
    public const string MeterName = "Gateway.LoadShedding";
    private static readonly KeyValuePair<string, object?>[] Outcomes = [new("outcome", "admitted"), new("outcome", "waited"), new("outcome", "shed")];
    private static readonly KeyValuePair<string, object?>[] Priorities =
        [new("priority", "critical"), new("priority", "high"), new("priority", "normal"), new("priority", "low")];

    private readonly Meter _meter;
    private readonly CellCounter _decisions;

    public LoadSheddingMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _decisions = CellCounter.Create(_meter, "gateway.load_shedding.decisions", "{request}", "Requests by cluster, priority and outcome.");
    }

    /// <summary>Publishes the state of the limiters.</summary>
    public void Observe(Func<IEnumerable<ClusterLimiter>> limiters)
    {
        _meter.CreateObservableUpDownCounter("gateway.load_shedding.limit", () => Read(static s => (long)s.Limit), "{request}", "Requests that a cluster may have in flight, as learned.");
        _meter.CreateObservableUpDownCounter("gateway.load_shedding.in_flight", () => Read(static s => (long)s.InFlight), "{request}", "Requests that a cluster works on.");
        _meter.CreateObservableUpDownCounter("gateway.load_shedding.waiting", () => Read(static s => (long)s.Waiting), "{request}", "Requests that wait for a place.");
        _meter.CreateObservableGauge("gateway.load_shedding.baseline", () => Read(static s => s.Baseline.TotalSeconds), "s", "A cluster's latency without a queue; 0 as long as it is unknown.");

        IEnumerable<Measurement<T>> Read<T>(Func<LimiterState, T> value)
            where T : struct => limiters().Select(l => new Measurement<T>(value(l.State), l.ClusterTag));
    }

    public void Admitted(ClusterLimiter limiter, RequestPriority priority) => CountsOf(limiter, priority).Count(0);

    /// <summary>Admitted after waiting.</summary>
    public void Waited(ClusterLimiter limiter, RequestPriority priority) => CountsOf(limiter, priority).Count(1);

    public void Shed(ClusterLimiter limiter, RequestPriority priority) => CountsOf(limiter, priority).Count(2);

    private OutcomeCells CountsOf(ClusterLimiter limiter, RequestPriority priority) =>
        (limiter.Counts ??= CountsOf(limiter))[(int)priority];

    private OutcomeCells[] CountsOf(ClusterLimiter limiter) =>
        [.. Priorities.Select(p => new OutcomeCells(_decisions, [limiter.ClusterTag, p], Outcomes))];
}
