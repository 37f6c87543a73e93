using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Telemetry;

/// <summary>
/// Hands the operational log to OpenTelemetry as well. The levels are those of the host's log. Security events and access records
/// are not in it: they have outputs of their own, which lose nothing silently.
/// </summary>
internal sealed class ExportedLogs(GatewayTelemetry telemetry) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => telemetry.Logs?.CreateLogger(categoryName) ?? NullLogger.Instance;

    public void Dispose()
    {
        // The factory belongs to the telemetry.
    }
}
