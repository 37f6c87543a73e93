using System.Diagnostics.Metrics;

namespace Gateway.Policies.OutlierEjection;

/// <summary>Ejections and returns. Tags are bounded: clusters and destinations come from the configuration.</summary>
internal sealed class OutlierMetrics
{
    public const string MeterName = "Gateway.OutlierEjection";
    private readonly Counter<long> _changes;
    private readonly UpDownCounter<long> _ejected;

    public OutlierMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _changes = meter.CreateCounter<long>("gateway.outlier_ejection.changes", "{change}", "Destinations ejected, returned, or spared because too many are out, by cause.");
        _ejected = meter.CreateUpDownCounter<long>("gateway.outlier_ejection.ejected", "{destination}", "1 from the ejection of a destination to its return, trials included.");
    }

    /// <summary>Something changed, which is rare.</summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="destination">The destination's name.</param>
    /// <param name="verdict">What changed.</param>
    /// <param name="wasServing">It was in full use before.</param>
    public void Count(string cluster, string destination, OutlierVerdict verdict, bool wasServing)
    {
        KeyValuePair<string, object?> clusterTag = new("cluster", cluster);
        KeyValuePair<string, object?> destinationTag = new("destination", destination);
        var outcome = verdict.Event switch
        {
            OutlierEvent.Ejected => "ejected",
            OutlierEvent.Returned => "returned",
            _ => "spared",
        };
        _changes.Add(1, clusterTag, destinationTag, new("outcome", outcome), new("cause", verdict.Cause));
        if (verdict.Event is OutlierEvent.Returned) _ejected.Add(-1, clusterTag, destinationTag);
        else if (verdict.Event is OutlierEvent.Ejected && wasServing) _ejected.Add(1, clusterTag, destinationTag);
    }
}
