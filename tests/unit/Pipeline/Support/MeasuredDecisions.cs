using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Pipeline;

/// <summary>What one test's meter counted, each as "policy outcome reason"; meters of other tests are not heard.</summary>
internal sealed class MeasuredDecisions : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();

    public MeasuredDecisions()
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, Factory) && instrument.Name == "gateway.policy.decisions") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
            for (var i = 0; i < value; i++) Counted.Add($"{named["policy"]} {named["outcome"]} {named["reason"]}");
        });
        _listener.Start();
    }

    public IMeterFactory Factory { get; }

    public List<string> Counted { get; } = [];

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }
}
