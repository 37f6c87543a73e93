using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Gateway.Policies.Counters;
using Gateway.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.UnitTests.Counters;

/// <summary>A counter and an up-down counter, collected and written as the gateway does it.</summary>
internal sealed class ExportedCells : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PrometheusExporter _exporter = new();
    private readonly MeterProvider _provider;

    public ExportedCells()
    {
        var meter = _services.GetRequiredService<IMeterFactory>().Create("test.cells");
        Counter = CellCounter.Create(meter, "counted", "{thing}", "Things.");
        UpDown = CellCounter.CreateUpDown(meter, "present", "{thing}", "Things.");
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter("test.cells")
            .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = CellCounter.MaxSeries })
            .AddReader(new BaseExportingMetricReader(_exporter)).Build();
    }

    public CellCounter Counter { get; }

    public CellCounter UpDown { get; }

    /// <summary>The samples, without comments.</summary>
    public string[] Scrape()
    {
        var text = new ArrayBufferWriter<byte>();
        Assert.True(_exporter.TryRender(text));
        return [.. Encoding.UTF8.GetString(text.WrittenSpan).Split('\n').Where(static l => l.Length > 0 && l[0] != '#')];
    }

    public void Dispose()
    {
        _provider.Dispose();
        _exporter.Dispose();
        _services.Dispose();
    }
}
