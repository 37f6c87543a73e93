using System.Diagnostics.Metrics;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>Reloads by outcome, and which configuration serves.</summary>
internal sealed class ReloadMetrics : IDisposable
{
    public const string MeterName = "Gateway.Configuration";

    private readonly Meter _meter;
    private readonly Counter<long> _reloads;

    public ReloadMetrics(IMeterFactory meters, CurrentSnapshot snapshots)
    {
        _meter = meters.Create(MeterName);
        _reloads = _meter.CreateCounter<long>("gateway.config.reloads", "{reload}", "Reloads of the configuration.");
        _meter.CreateObservableGauge("gateway.config.generation", () => snapshots.Value.Generation, "{generation}", "The generation of the configuration that serves; 1 is the one of the start.");
        _meter.CreateObservableGauge(
            "gateway.config.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("hash", snapshots.Value.Configuration.Hash)), null, "1, with the hash of the configuration that serves.");
    }

    public void Count(bool succeeded) => _reloads.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "success" : "failure"));

    public void Dispose() => _meter.Dispose();
}
