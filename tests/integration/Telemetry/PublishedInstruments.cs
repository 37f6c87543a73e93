using System.Diagnostics.Metrics;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Pipeline;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>The instruments of a gateway that are collected.</summary>
internal static class PublishedInstruments
{
    /// <summary>Makes every metrics class of the gateway, so that the ones that nothing has used yet publish theirs as well.</summary>
    public static IReadOnlyList<Instrument> Of(RunningGateway gateway, out int classes)
    {
        classes = 0;
        foreach (var type in new[] { typeof(PolicyMetrics).Assembly, typeof(GatewayTelemetry).Assembly }.SelectMany(static a => a.GetTypes()))
        {
            if (!type.Name.EndsWith("Metrics", StringComparison.Ordinal) || gateway.Services.GetService(type) is null) continue;
            classes++;
        }

        var collected = new CollectedInstruments(gateway.Services.GetRequiredService<IMeterFactory>());
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            lock (found)
                if (collected.Includes(instrument)) found.Add(instrument);
        };
        listener.Start();
        lock (found) return [.. found.DistinctBy(static i => i.Name)];
    }

    public static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
        "Gauge" or "ObservableGauge" => "gauge",
        var other => other.ToLowerInvariant(),
    };

    public static MetricType Exported(string kind) => kind switch
    {
        "counter" => MetricType.LongSum,
        "up-down counter" => MetricType.LongSumNonMonotonic,
        "gauge" => MetricType.LongGauge,
        _ => MetricType.Histogram,
    };
}
