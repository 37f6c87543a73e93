using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>What ConcurrencyLimit needs from the process. What is in flight survives reloads.</summary>
internal static class ConcurrencyLimitServices
{
    /// <summary>Registers the table of slots, shared where an <see cref="ISharedSlots"/> is registered.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="maxPartitions">Partitions with a request in flight, at most; 1,024 or more.</param>
    public static IServiceCollection AddConcurrencyLimit(this IServiceCollection services, int maxPartitions = SlotTable.DefaultMaxPartitions)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConcurrencyLimitMetrics>();
        services.TryAddSingleton(s => new SlotTable(
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ConcurrencyLimitMetrics>(), s.GetService<IEventSink>(), s.GetService<ISharedSlots>(), maxPartitions));
        return services;
    }
}
