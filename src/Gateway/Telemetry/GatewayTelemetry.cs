using System.Diagnostics.Metrics;
using Gateway.Telemetry.Prometheus;
using Gateway.Telemetry.Tracing;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>
/// OpenTelemetry for the life of the process: metrics for scrapes and OTLP, spans and log records for OTLP. What cannot be sent is
/// dropped by bounded queues; no request ever waits for a collector.
/// </summary>
internal sealed class GatewayTelemetry : IDisposable
{
    // For each signal, at the same time: a collector that is away must not hold up the drain.
    private const int ShutdownMilliseconds = 3000;

    private readonly OpenTelemetrySdk _sdk;

    public GatewayTelemetry(TelemetrySettings settings, IMeterFactory meters, PrometheusExporter scrape)
    {
        var instruments = new CollectedInstruments(meters);
        _sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.Services.AddSingleton(settings.Environment);
            builder.ConfigureResource(Describe);
            if (settings.IsScraped || settings.IsExported) builder.WithMetrics(metrics => Collect(metrics, instruments, settings.IsScraped ? scrape : null));
            if (!settings.IsExported) return;
            builder.WithTracing(static traces => traces
                .AddSource(ServerSpans.SourceName, "Yarp.ReverseProxy", "System.Net.Http")
                .AddProcessor(new SpanPrivacy()));
            builder.WithLogging(null, static logs => logs.IncludeFormattedMessage = true);
            builder.UseOtlpExporter();
        });
        // A scope that every record carries would repeat what the span says.
        Logs = settings.IsExported ? _sdk.GetLoggerFactory() : null;
    }

    /// <summary>Where log records go; null when they are not exported.</summary>
    public ILoggerFactory? Logs { get; }

    /// <summary>Sends what is queued, within a bound. What a collector does not take by then is lost.</summary>
    public Task ShutdownAsync() => Task.WhenAll(
        Task.Run(() => _sdk.TracerProvider.Shutdown(ShutdownMilliseconds)),
        Task.Run(() => _sdk.MeterProvider.Shutdown(ShutdownMilliseconds)),
        Task.Run(() => _sdk.LoggerProvider.Shutdown(ShutdownMilliseconds)));

    public void Dispose() => _sdk.Dispose();

    private static void Collect(MeterProviderBuilder metrics, CollectedInstruments instruments, PrometheusExporter? scrape)
    {
        metrics.AddMeter(CollectedInstruments.OwnMeters);
        foreach (var meter in CollectedInstruments.OfFramework.Keys) metrics.AddMeter(meter);
        metrics.AddView(instruments.View);
        if (scrape is not null) metrics.AddReader(new BaseExportingMetricReader(scrape));
    }

    // The variables come last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    private static void Describe(ResourceBuilder resource) => resource
        .AddService("gateway", serviceVersion: typeof(GatewayTelemetry).Assembly.GetName().Version?.ToString(3))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
