namespace Gateway.Telemetry;

/// <summary>
/// What of the telemetry is on. Where it goes and how it is sampled is OpenTelemetry's own to say, by its OTEL_* variables: operators
/// know them, and a collector's address is the platform's matter, not the gateway's configuration.
/// </summary>
internal sealed class TelemetrySettings
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Disabled = "OTEL_SDK_DISABLED";

    /// <param name="environment">The OTEL_* variables.</param>
    /// <param name="isScraped">Whether metrics are served as text; without it and without OTLP nothing is measured at all.</param>
    public TelemetrySettings(IConfiguration environment, bool isScraped)
    {
        Environment = environment;
        if (string.Equals(environment[Disabled], "true", StringComparison.OrdinalIgnoreCase)) return;
        IsScraped = isScraped;
        if (environment[Endpoint] is not { Length: > 0 } endpoint) return;
        if (Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") IsExported = true;
        else Problem = $"{Endpoint}: found no URL that OTLP can go to; allowed: http://HOST:PORT or https://HOST:PORT. Nothing is exported.";
    }

    /// <summary>The variables of the process.</summary>
    public static TelemetrySettings FromEnvironment(bool isScraped) =>
        new(new ConfigurationBuilder().AddEnvironmentVariables().Build(), isScraped);

    public IConfiguration Environment { get; }

    /// <summary>Traces, metrics and logs go out over OTLP.</summary>
    public bool IsExported { get; }

    /// <summary>Metrics are collected for a scraper.</summary>
    public bool IsScraped { get; }

    /// <summary>What is wrong with the variables, for the log; the value is not in it, because URLs may carry credentials.</summary>
    public string? Problem { get; }
}
