using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;
using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// What the backends did, by cluster: YARP 2.1.0 has no meters, and those of System.Net.Http know addresses, not clusters. One
/// histogram, whose count is the number of requests. Recording allocates nothing; without a reader it does not even look at the clock.
/// </summary>
internal sealed class BackendMetrics
{
    public const string MeterName = "Gateway.Backend";

    // The same bounds as http.server.request.duration, so that the two can be laid over each other.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;
    private readonly CellCounter _connections;

    public BackendMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _connections = CellCounter.CreateUpDown(meter, "gateway.backend.connections", "{connection}", "Open connections to the backends of a cluster.");
        _duration = meter.CreateHistogram(
            "gateway.backend.request.duration", "s", "Time from the end of the policies to the last byte of the backend's answer, or to its failure.",
            tags: null, Seconds);
    }

    /// <summary>Where the open connections of a cluster are counted.</summary>
    public StripedCount ConnectionsOf(string cluster) => _connections.Of(new KeyValuePair<string, object?>("cluster", cluster));

    /// <summary>Call it before forwarding; hand the value to <see cref="Forwarded"/>.</summary>
    public long Start() => _duration.Enabled ? _time.GetTimestamp() : 0;

    public void Forwarded(Exchange exchange, long started)
    {
        if (started == 0 || !_duration.Enabled) return;
        var context = exchange.Context;
        var outcome = context.Features.Get<IForwarderErrorFeature>() is { } failure
            ? BackendOutcome.Of(failure.Error)
            : BackendOutcome.Of(context.Response.StatusCode);
        _duration.Record(_time.GetElapsedTime(started).TotalSeconds, exchange.Plan.ClusterTag, outcome);
    }
}
