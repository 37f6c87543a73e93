using Gateway.Telemetry.Prometheus;
using Gateway.Telemetry.Tracing;

namespace Gateway.Telemetry;

/// <summary>Registers telemetry and puts it into the pipeline.</summary>
internal static class TelemetryServices
{
    /// <summary>Call it before what starts with the host: then telemetry starts first and stops last.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetrySettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<PrometheusExporter>();
        services.AddSingleton<PrometheusText>();
        services.AddSingleton<GatewayTelemetry>();
        services.AddHostedService<TelemetryLifetime>();
        services.AddSingleton<ServerSpans>();
        services.AddSingleton<ILoggerProvider, ExportedLogs>();
        return services;
    }

    /// <summary>
    /// Opens the server span. Stands before everything that may refuse or record a request, on the public listener only. When traces are not
    /// exported it adds nothing, because an activity is the dearest object of a request.
    /// </summary>
    public static IApplicationBuilder UseServerSpans(this IApplicationBuilder app) =>
        app.ApplicationServices.GetRequiredService<TelemetrySettings>().IsExported ? app.UseMiddleware<ServerSpanMiddleware>() : app;
}
