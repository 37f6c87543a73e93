using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Redis.Caching;

/// <summary>Registers the <see cref="IDistributedCache"/>: shared by replicas with Redis, in the process without.</summary>
internal static class CacheServices
{
    private const long MaxLocalBytes = 64 * 1024 * 1024;

    public static IServiceCollection AddCache(this IServiceCollection services, RedisOptions? redis)
    {
        if (redis is null) return services.AddDistributedMemoryCache(static cache => cache.SizeLimit = MaxLocalBytes);
        services.AddSingleton<CacheMetrics>();
        return services.AddSingleton<IDistributedCache, RedisDistributedCache>();
    }
}
