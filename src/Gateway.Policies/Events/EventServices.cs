using Gateway.Policies.Events.Lines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gateway.Policies.Events;

/// <summary>Registers the security events.</summary>
internal static class EventServices
{
    /// <summary>Adds <see cref="IEventSink"/> and its writer. Call it before whatever reports events at its end: hosted services stop in reverse order.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services, EventOptions options)
    {
        services.AddLineOutputs();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton(p => new EventQueue(
            options, p.GetRequiredService<LineOutputs>().For(options.Path), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<EventMetrics>()));
        services.AddSingleton<IEventSink>(p => p.GetRequiredService<EventQueue>());
        services.AddSingleton<IHostedService>(p => new LinePumpService(p.GetRequiredService<EventQueue>().Pump, p.GetRequiredService<EventQueue>().Close));
        return services;
    }

    /// <summary>Adds what all records share: the outputs, meters and the clock.</summary>
    internal static IServiceCollection AddLineOutputs(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LineOutputs>();
        return services;
    }
}
