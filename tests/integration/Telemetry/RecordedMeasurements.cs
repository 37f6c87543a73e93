using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.IntegrationTests.Support;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>What a gateway records of the instruments that are collected, by name: each recording is work on the path of a request.</summary>
internal sealed class RecordedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public RecordedMeasurements(RunningGateway gateway)
    {
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();
        var collected = new CollectedInstruments(meters);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, meters)) return;
            // Before this test looks: only what the gateway itself has asked for.
            if (instrument.Enabled != collected.Includes(instrument)) Misjudged.Add($"{instrument.Meter.Name} {instrument.Name}");
            if (instrument.Enabled && !instrument.IsObservable) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => Count(instrument));
        _listener.SetMeasurementEventCallback<int>((instrument, _, _, _) => Count(instrument));
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Count(instrument));
        _listener.Start();
    }

    /// <summary>Instruments that are enabled and should not be, or the other way round.</summary>
    public ConcurrentBag<string> Misjudged { get; } = [];

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument) => _counts.AddOrUpdate(instrument.Name, 1, static (_, n) => n + 1);
}
