using System.Diagnostics.Metrics;

namespace Gateway.Policies.Events;

/// <summary>Counters of the event queue, on the meter "Gateway.Events".</summary>
internal sealed class EventMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Gateway.Events";

    private static readonly KeyValuePair<string, object?> QueueFull = new("cause", "queue-full");
    private static readonly KeyValuePair<string, object?> Stopping = new("cause", "stopping");
    private static readonly KeyValuePair<string, object?> OutputFailure = new("cause", "output-failed");

    private readonly Counter<long> _written;
    private readonly Counter<long> _aggregated;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _outputFailures;

    public EventMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _written = meter.CreateCounter<long>("gateway.events.written", "{record}", "Security records that reached the output.");
        _aggregated = meter.CreateCounter<long>("gateway.events.aggregated", "{event}", "Refusals that were counted in a record with others.");
        _dropped = meter.CreateCounter<long>("gateway.events.dropped", "{event}", "Security events that were lost.");
        _outputFailures = meter.CreateCounter<long>("gateway.events.output.failures", "{attempt}", "Attempts to write security records that failed and are repeated.");
    }

    public void Written(int records) => _written.Add(records);

    public void Aggregated() => _aggregated.Add(1);

    /// <summary>An audit record found its queue full.</summary>
    public void DroppedFull() => _dropped.Add(1, QueueFull);

    /// <summary>An event came after the queue was closed.</summary>
    public void DroppedStopping() => _dropped.Add(1, Stopping);

    /// <summary>The process ended before the output took these.</summary>
    public void DroppedUnwritten(int records) => _dropped.Add(records, OutputFailure);

    public void OutputFailed() => _outputFailures.Add(1);
}
