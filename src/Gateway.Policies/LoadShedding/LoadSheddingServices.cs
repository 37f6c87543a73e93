using Gateway.Policies.LoadShedding.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.LoadShedding;

/// <summary>What LoadShedding needs from the process. What has been learned survives reloads.</summary>
internal static class LoadSheddingServices
{
    public static IServiceCollection AddLoadShedding(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoadSheddingMetrics>();
        services.TryAddSingleton<ClusterLimiters>();
        return services;
    }
}
