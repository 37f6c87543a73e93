using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.RateLimit;

/// <summary>What RateLimit needs from the process. Counters live here, so they survive reloads.</summary>
public static class RateLimitServices
{
    /// <summary>Registers the in-process store, unless another <see cref="IRateLimitStore"/> is registered already, and the metrics.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="maxPartitions">Buckets held at most, about 40 bytes each; 1,024 or more. Default: 1,000,000.</param>
    public static IServiceCollection AddRateLimit(this IServiceCollection services, int maxPartitions = LocalRateLimitStore.DefaultMaxPartitions)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RateLimitMetrics>();
        services.TryAddSingleton(s => new TierAlarm(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<RateLimitMetrics>(), s.GetService<IEventSink>()));
        services.TryAddSingleton(s => new CostSettlement(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<RateLimitMetrics>(), s.GetService<IEventSink>()));
        services.TryAddSingleton(s => new LocalRateLimitStore(
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<RateLimitMetrics>(), s.GetService<IEventSink>(), maxPartitions));
        services.TryAddSingleton<IRateLimitStore>(static s => s.GetRequiredService<LocalRateLimitStore>());
        return services;
    }
}
