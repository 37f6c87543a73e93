namespace Gateway.Telemetry;

/// <summary>Starts measuring before the first request and sends the rest after the last one.</summary>
internal sealed partial class TelemetryLifetime(GatewayTelemetry telemetry, TelemetrySettings settings, ILogger<TelemetryLifetime> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Problem is { } problem) LogProblem(logger, problem);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => telemetry.ShutdownAsync();

    [LoggerMessage(1, LogLevel.Warning, "{Problem}")]
    private static partial void LogProblem(ILogger logger, string problem);
}
