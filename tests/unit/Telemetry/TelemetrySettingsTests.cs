using Gateway.Telemetry;
using Microsoft.Extensions.Configuration;

namespace Gateway.UnitTests.Telemetry;

public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData(null, null, false, true)]
    [InlineData("", null, false, true)]
    [InlineData("http://collector:4317", null, true, true)]
    [InlineData("https://collector:4318", "false", true, true)]
    [InlineData("http://collector:4317", "TRUE", false, false)]
    public void Settings_FromVariables_SayWhatIsOn(string? endpoint, string? disabled, bool exported, bool scraped)
    {
        var settings = new TelemetrySettings(Variables(endpoint, disabled), isScraped: true);
        Assert.Equal((exported, scraped, null), (settings.IsExported, settings.IsScraped, settings.Problem));
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("ftp://user:password@collector")]
    [InlineData("/socket")]
    public void Endpoint_NotAnHttpUrl_ExportsNothingAndSaysSoWithoutTheValue(string endpoint)
    {
        var settings = new TelemetrySettings(Variables(endpoint, null), isScraped: true);
        Assert.False(settings.IsExported);
        Assert.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT: ", settings.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(endpoint, settings.Problem, StringComparison.Ordinal);
    }

    private static IConfiguration Variables(string? endpoint, string? disabled) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), new("OTEL_SDK_DISABLED", disabled)]).Build();
}
