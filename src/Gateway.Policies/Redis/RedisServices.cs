using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis.Keys;
using Gateway.Policies.Redis.Limits;
using Gateway.Policies.Redis.Lockouts;
using Gateway.Policies.Redis.Replicas;
using Gateway.Policies.Redis.Slots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gateway.Policies.Redis;

/// <summary>Registers the shared store.</summary>
internal static class RedisServices
{
    /// <summary>Makes Redis the store of limits that replicas share. Call it before AddRateLimit; without options it does nothing.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="options">The member "Redis"; null for none.</param>
    /// <param name="maxPartitions">Keys whose leases are held at most; more are asked for one by one.</param>
    public static IServiceCollection AddRedis(this IServiceCollection services, RedisOptions? options, int maxPartitions = LocalRateLimitStore.DefaultMaxPartitions)
    {
        if (options is null) return services;
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<StoreAlarm>();
        services.AddSingleton(p => Create(options, p));
        services.AddSingleton<IHostedService>(static p => p.GetRequiredService<RedisStore>());
        services.TryAddSingleton<ReplicaTimings>();
        services.AddSingleton<ReplicaLease>();
        services.AddSingleton(p => new ReplicaCount(options.Replicas, p.GetRequiredService<ReplicaTimings>().Counted, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReplicaCount>(static p => p.GetRequiredService<ReplicaCount>());
        services.AddSingleton<ReplicaHeartbeat>();
        services.AddSingleton<IHostedService>(static p => p.GetRequiredService<ReplicaHeartbeat>());
        services.AddSingleton<ISharedSlots, RedisSharedSlots>();
        services.AddSingleton(p => new LeasedRateLimitStore(
            p.GetRequiredService<RedisStore>(), p.GetRequiredService<LocalRateLimitStore>(), p.GetRequiredService<RateLimitMetrics>(),
            p.GetRequiredService<IReplicaCount>(),
            p.GetRequiredService<TimeProvider>(), maxPartitions));
        services.AddSingleton<IRateLimitStore>(static p => p.GetRequiredService<LeasedRateLimitStore>());
        services.AddSingleton<IHostedService>(static p => p.GetRequiredService<LeasedRateLimitStore>());
        services.AddSingleton<IKeySetStorage, RedisKeySetStorage>();
        services.AddSingleton(LockoutNames.Of(options));
        services.AddSingleton<ISharedLockoutStore, RedisLockoutStore>();
        return services;
    }

    private static RedisStore Create(RedisOptions options, IServiceProvider provider)
    {
        var configuration = RedisConnectionString.Parse(options.ConnectionString, out var found)
            ?? throw new InvalidOperationException($"Gateway:Redis:ConnectionString: found {found}; allowed: {RedisConnectionString.AllowedForm}");
        if (options.CaPath is { } path)
        {
            var authorities = RedisTls.Load(path, out var problem)
                ?? throw new InvalidOperationException($"Gateway:Redis:CaPath: found {problem}; allowed: a PEM file with certificates");
            RedisTls.Trust(configuration, authorities);
        }

        return new RedisStore(
            options, configuration, provider.GetRequiredService<StoreAlarm>(), provider.GetRequiredService<RedisMetrics>(), provider.GetRequiredService<TimeProvider>());
    }
}
