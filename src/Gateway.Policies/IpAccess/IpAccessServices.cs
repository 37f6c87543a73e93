using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.IpAccess;

/// <summary>What IpAccess needs from the process.</summary>
public static class IpAccessServices
{
    /// <summary>Registers the pool that lets routes share compiled lists.</summary>
    public static IServiceCollection AddIpAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<NetworkSetPool>();
        return services;
    }
}
