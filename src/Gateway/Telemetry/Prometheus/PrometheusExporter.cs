using System.Buffers;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Prometheus;

/// <summary>Renders a collection of OpenTelemetry's as text for Prometheus, when somebody asks. The SDK aggregates; this only writes.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int CollectMilliseconds = 5000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);
    private IBufferWriter<byte>? _target;

    /// <summary>Set by the SDK: collects and calls <see cref="Export"/>.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Metrics of the last collection that had the name of another one and were left out; a test wants none.</summary>
    internal int Duplicates { get; private set; }

    /// <returns>False when nothing could be collected.</returns>
    public bool TryRender(IBufferWriter<byte> target)
    {
        lock (_gate)
        {
            _target = target;
            try
            {
                return Collect?.Invoke(CollectMilliseconds) ?? false;
            }
            finally
            {
                _target = null;
            }
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // Flushes and the shutdown collect as well.
        if (_target is null) return ExportResult.Success;
        var writer = new PrometheusWriter(_target);
        _families.Clear();
        Duplicates = 0;
        foreach (var metric in batch)
        {
            if (TypeOf(metric.MetricType) is not { } type) continue;
            var family = PrometheusNames.Family(metric.Name, metric.Unit, metric.MetricType);
            if (_families.Add(family)) Write(writer, metric, family, type);
            else Duplicates++;
        }

        return ExportResult.Success;
    }

    private static void Write(PrometheusWriter writer, Metric metric, string family, string type)
    {
        writer.Head(family, metric.Description, type);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = PrometheusLabels.Of(point.Tags);
            if (metric.MetricType is MetricType.Histogram) WriteHistogram(writer, point, family, labels);
            else writer.Sample(family, "", labels, null, Value(metric.MetricType, point));
        }
    }

    private static void WriteHistogram(PrometheusWriter writer, in MetricPoint point, string family, string labels)
    {
        long count = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            writer.Sample(family, "_bucket", labels, PrometheusWriter.Number(bucket.ExplicitBound), count);
        }

        writer.Sample(family, "_sum", labels, null, point.GetHistogramSum());
        writer.Sample(family, "_count", labels, null, count);
    }

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    // No instrument is collected as an exponential histogram; the text format has no form for one.
    private static string? TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic or MetricType.LongGauge or MetricType.DoubleGauge => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };
}
