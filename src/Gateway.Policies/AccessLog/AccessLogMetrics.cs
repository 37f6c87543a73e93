using System.Diagnostics.Metrics;

namespace Gateway.Policies.AccessLog;

/// <summary>Counters of the access log, on the meter "Gateway.AccessLog".</summary>
internal sealed class AccessLogMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Gateway.AccessLog";

    private readonly Counter<long> _written;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _outputFailures;

    public AccessLogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _written = meter.CreateCounter<long>("gateway.accesslog.written", "{record}", "Access records that reached the output.");
        _dropped = meter.CreateCounter<long>("gateway.accesslog.dropped", "{record}", "Access records that were lost.");
        _outputFailures = meter.CreateCounter<long>("gateway.accesslog.output.failures", "{attempt}", "Attempts to write access records that failed and are repeated.");
    }

    public void Written(int records) => _written.Add(records);

    public void Dropped(int records) => _dropped.Add(records);

    public void OutputFailed() => _outputFailures.Add(1);
}
