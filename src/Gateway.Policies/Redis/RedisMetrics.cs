using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;

namespace Gateway.Policies.Redis;

/// <summary>How the store fares, on the meter "Gateway.Store". Outcomes are a fixed set.</summary>
internal sealed class RedisMetrics
{
    public const string MeterName = "Gateway.Store";

    private static readonly KeyValuePair<string, object?>[] Outcomes =
    [
        new("outcome", "answered"), new("outcome", "timeout"), new("outcome", "disconnected"), new("outcome", "server-error"),
        new("outcome", "invalid"), new("outcome", "saturated"), new("outcome", "not-asked"),
    ];

    private readonly Meter _meter;
    private readonly OutcomeCells _calls;
    private readonly Histogram<double> _duration;

    public RedisMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _calls = new(CellCounter.Create(_meter, "gateway.store.calls", "{call}", "Calls of the store, by outcome."), [], Outcomes);
        _duration = _meter.CreateHistogram<double>("gateway.store.call.duration", "s", "Time until the store answered or was given up.");
    }

    /// <summary>Publishes the state: 0 asked, 1 being probed, 2 not asked; and the calls that the client holds.</summary>
    public void Observe(Func<BreakerState> state, Func<int> inFlight)
    {
        _meter.CreateObservableGauge("gateway.store.state", () => (int)state(), "{state}", "0: the store is asked; 1: it is being probed; 2: it is not asked.");
        _meter.CreateObservableUpDownCounter("gateway.store.calls.in_flight", inFlight, "{call}", "Calls without an answer yet, those given up included.");
    }

    /// <summary>Publishes for how long the store was not asked.</summary>
    public void ObserveDegraded(Func<TimeSpan> degraded) =>
        _meter.CreateObservableCounter("gateway.store.degraded.time", () => degraded().TotalSeconds, "s", "Time for which the store was not asked, because it had failed.");

    /// <summary>Publishes how many replicas are alive.</summary>
    public void ObserveReplicas(Func<int> count) =>
        _meter.CreateObservableGauge("gateway.store.replicas", count, "{replica}", "Replicas alive as this one knows: what limits are divided by while the store is away.");

    public static string Name(StoreFailure failure) => (string)Outcomes[(int)failure].Value!;

    public void Called(StoreFailure failure, TimeSpan duration)
    {
        _calls.Count((int)failure);
        if (failure is not (StoreFailure.Saturated or StoreFailure.NotAsked)) _duration.Record(duration.TotalSeconds, Outcomes[(int)failure]);
    }
}
