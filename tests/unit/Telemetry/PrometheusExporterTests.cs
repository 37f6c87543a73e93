using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Gateway.Telemetry.Prometheus;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.UnitTests.Telemetry;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly PrometheusExporter _exporter = new();
    private readonly Meter _meter = new("Test." + Guid.NewGuid().ToString("N"));
    private readonly MeterProvider _provider;

    public PrometheusExporterTests() => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(_meter.Name)
        .AddView("few", new MetricStreamConfiguration { CardinalityLimit = 2 })
        .AddReader(new BaseExportingMetricReader(_exporter))
        .Build();

    [Fact]
    public void Counter_WithHostileText_IsEscaped()
    {
        _meter.CreateCounter<long>("a.b", "{x}", "Help \\ \"quoted\"\nsecond").Add(3, new KeyValuePair<string, object?>("tag.one", "\\ \" \n end"));
        Assert.Equal("# HELP a_b_total Help \\\\ \"quoted\"\\nsecond\n# TYPE a_b_total counter\na_b_total{tag_one=\"\\\\ \\\" \\n end\"} 3\n", Render());
    }

    [Fact]
    public void Histogram_Recorded_IsCumulativeWithSumAndCount()
    {
        var histogram = _meter.CreateHistogram("h", "s", "H", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        histogram.Record(0.25);
        histogram.Record(0.75);
        histogram.Record(4);
        Assert.Equal(
            """
            # HELP h_seconds H
            # TYPE h_seconds histogram
            h_seconds_bucket{le="0.5"} 1
            h_seconds_bucket{le="1"} 2
            h_seconds_bucket{le="+Inf"} 3
            h_seconds_sum 5
            h_seconds_count 3

            """,
            Render());
    }

    [Fact]
    public void Gauge_WithOddValues_IsWritten()
    {
        _meter.CreateObservableGauge("g", static () => new[]
        {
            new Measurement<double>(double.NaN, new KeyValuePair<string, object?>("n", 1)),
            new Measurement<double>(double.PositiveInfinity, new KeyValuePair<string, object?>("n", true)),
            new Measurement<double>(-0.5, new KeyValuePair<string, object?>("n", null)),
        });
        Assert.Equal(["g{n=\"1\"} NaN", "g{n=\"true\"} +Inf", "g{n=\"\"} -0.5"], Render().Split('\n')[2..^1]);
    }

    [Fact]
    public void Tags_ThatBecomeOneLabel_AreWrittenOnce()
    {
        _meter.CreateCounter<long>("c").Add(1, new("a.b", "x"), new KeyValuePair<string, object?>("a_b", "y"));
        Assert.Contains("c_total{a_b=\"x\"} 1\n", Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_OfOneName_AreWrittenOnce()
    {
        _meter.CreateCounter<long>("c.d").Add(1);
        _meter.CreateCounter<long>("c_d").Add(1);
        Assert.Single(Render().Split('\n'), static l => l.StartsWith("# TYPE", StringComparison.Ordinal));
        Assert.Equal(1, _exporter.Duplicates);
    }

    [Fact]
    public void Series_BeyondTheLimit_AreOne()
    {
        var counter = _meter.CreateCounter<long>("few");
        for (var i = 0; i < 10; i++) counter.Add(1, new KeyValuePair<string, object?>("i", i));
        Assert.Contains("few_total{otel_metric_overflow=\"true\"} 8\n", Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void Flush_WithoutAScrape_WritesNothing()
    {
        _meter.CreateCounter<long>("c").Add(1);
        _provider.ForceFlush();
        Assert.Contains("c_total 1\n", Render(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
        _exporter.Dispose();
    }

    private string Render()
    {
        var text = new ArrayBufferWriter<byte>();
        Assert.True(_exporter.TryRender(text));
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
