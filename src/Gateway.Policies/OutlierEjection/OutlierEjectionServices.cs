using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Health;

namespace Gateway.Policies.OutlierEjection;

/// <summary>Registers the policy with YARP.</summary>
internal static class OutlierEjectionServices
{
    public static IServiceCollection AddOutlierEjection(this IServiceCollection services)
    {
        services.AddSingleton<OutlierMetrics>();
        services.AddSingleton<OutlierHealthPolicy>();
        services.AddSingleton<IPassiveHealthCheckPolicy>(static s => s.GetRequiredService<OutlierHealthPolicy>());
        return services;
    }
}
