using Gateway.Policies.Lockout.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.Lockout;

/// <summary>What Lockout needs from the process. Counts survive reloads.</summary>
internal static class LockoutServices
{
    /// <param name="services">Where to register.</param>
    /// <param name="maxCounts">Counts held in the process at most; 1,024 or more.</param>
    public static IServiceCollection AddLockout(this IServiceCollection services, int maxCounts = LockoutTable.DefaultCapacity)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LockoutMetrics>();
        services.TryAddSingleton(s => new LockoutTable(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<LockoutMetrics>(), maxCounts));
        services.TryAddSingleton(static _ => LockoutNames.Random());
        services.TryAddSingleton<LockoutStores>();
        services.TryAddSingleton<LockoutRecorder>();
        return services;
    }
}
