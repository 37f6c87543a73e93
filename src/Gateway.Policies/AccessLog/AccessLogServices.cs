using Gateway.Policies.Events;
using Gateway.Policies.Events.Lines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Policies.AccessLog;

/// <summary>Registers the access log.</summary>
internal static class AccessLogServices
{
    /// <summary>Adds <see cref="IAccessLog"/> and its writer. Call it after <see cref="EventServices.AddEvents"/>, which takes the record of its losses.</summary>
    public static IServiceCollection AddAccessLog(this IServiceCollection services, AccessLogOptions options)
    {
        services.AddLineOutputs();
        services.AddSingleton<AccessLogMetrics>();
        services.AddSingleton(p => new AccessLogQueue(
            options,
            p.GetRequiredService<LineOutputs>().For(options.Path),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<AccessLogMetrics>(),
            p.GetRequiredService<IEventSink>()));
        services.AddSingleton<IAccessLog>(p => p.GetRequiredService<AccessLogQueue>());
        // No thread for a log that is off.
        if (options.Enabled)
            services.AddSingleton<IHostedService>(p => new LinePumpService(p.GetRequiredService<AccessLogQueue>().Pump, p.GetRequiredService<AccessLogQueue>().Close));
        return services;
    }
}
