using Gateway.Telemetry.Prometheus;
using OpenTelemetry.Metrics;

namespace Gateway.UnitTests.Telemetry;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", MetricType.Histogram, "http_server_request_duration_seconds")]
    [InlineData("gateway.policy.decisions", "{decision}", MetricType.LongSum, "gateway_policy_decisions_total")]
    [InlineData("dotnet.process.cpu.time", "s", MetricType.DoubleSum, "dotnet_process_cpu_time_seconds_total")]
    [InlineData("a.body.bytes", "By", MetricType.LongSumNonMonotonic, "a_body_bytes")]
    [InlineData("a.total", "", MetricType.LongSum, "a_total")]
    [InlineData("a.rate", "By/s", MetricType.DoubleGauge, "a_rate_bytes_per_second")]
    [InlineData("a.rate", "{x}/s", MetricType.DoubleGauge, "a_rate")]
    [InlineData("a.used", "1", MetricType.DoubleGauge, "a_used_ratio")]
    [InlineData("a.used", "1", MetricType.LongSum, "a_used_total")]
    [InlineData("9.a--b", "", MetricType.LongGauge, "_9_a_b")]
    public void Family_OfAnInstrument_HasUnitAndKindInItsName(string name, string unit, MetricType type, string expected) =>
        Assert.Equal(expected, PrometheusNames.Family(name, unit, type));

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("__name__", "key__name__")]
    [InlineData("a:b", "a_b")]
    [InlineData("1a", "_1a")]
    public void Label_OfATag_IsAllowedByPrometheus(string tag, string expected) => Assert.Equal(expected, PrometheusNames.Label(tag));
}
