using Gateway.Hosting.Logs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Hosting;

/// <summary>The operational log on standard error. Security events and access records have writers of their own.</summary>
internal static class GatewayLogging
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            // Losing a line is better than a request that waits for a slow terminal.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        logging.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(static services => new BoundedLogs(
            ActivatorUtilities.CreateInstance<LoggerFactory>(services), services.GetService<TimeProvider>() ?? TimeProvider.System)));
        logging.SetMinimumLevel(LogLevel.Information);
        // Per-request lines at Information cost more than the policies; an enabled Hosting.Diagnostics also allocates an Activity per request.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A start that fails is told in one line by the command; the host would add its stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Yarp", LogLevel.Warning);
        logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.Error);
    }
}
