using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Gateway.Telemetry.Prometheus;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.UnitTests.Forwarding;

public sealed class BackendMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PrometheusExporter _exporter = new();
    private readonly BackendMetrics _metrics;
    private readonly Exchange _exchange = new(new DefaultHttpContext(), new RoutePlan
    {
        RouteId = "r",
        PathTemplate = "/",
        Cluster = "orders",
        RequestStages = [],
        ResponseStages = [],
    });

    public BackendMetricsTests() => _metrics = new BackendMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System);

    [Fact]
    public void Request_WithoutAReader_IsNotTimed() => Assert.Equal(0, _metrics.Start());

    [Theory]
    [InlineData(204, null, "2xx")]
    [InlineData(101, null, "upgraded")]
    [InlineData(599, null, "5xx")]
    [InlineData(999, null, "0xx")]
    [InlineData(502, ForwarderError.Request, "failed")]
    [InlineData(504, ForwarderError.RequestTimedOut, "timeout")]
    [InlineData(503, ForwarderError.NoAvailableDestinations, "no-destination")]
    [InlineData(200, ForwarderError.ResponseBodyClient, "canceled")]
    [InlineData(200, ForwarderError.ResponseBodyDestination, "failed")]
    public void Request_Forwarded_CountsForItsClusterAndOutcome(int status, ForwarderError? error, string outcome)
    {
        using var provider = Read();
        _exchange.Context.Response.StatusCode = status;
        if (error is { } e) _exchange.Context.Features.Set<IForwarderErrorFeature>(new Failure(e));
        _metrics.Forwarded(_exchange, _metrics.Start());
        var text = new ArrayBufferWriter<byte>();
        Assert.True(_exporter.TryRender(text));
        Assert.Contains(
            $"gateway_backend_request_duration_seconds_count{{cluster=\"orders\",outcome=\"{outcome}\"}} 1\n", Encoding.UTF8.GetString(text.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_Measured_AllocatesNothing()
    {
        using var provider = Read();
        Allocations.AssertNone(() => _metrics.Forwarded(_exchange, _metrics.Start()));
    }

    public void Dispose()
    {
        _services.Dispose();
        _exporter.Dispose();
    }

    private MeterProvider Read() =>
        Sdk.CreateMeterProviderBuilder().AddMeter(BackendMetrics.MeterName).AddReader(new BaseExportingMetricReader(_exporter)).Build();

    private sealed record Failure(ForwarderError Error) : IForwarderErrorFeature
    {
        public Exception? Exception => null;
    }
}
