using Gateway.Policies.AccessLog;
using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.ConcurrencyLimit;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Forwarding;
using Gateway.Policies.IpAccess;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.Lockout;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Caching;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Retry;
using Gateway.Policies.Validation;
using Gateway.Policies.Waf;
using Gateway.Policies.WebSocket;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies;

/// <summary>What policies share in a process: stores, caches, events. It outlives every configuration.</summary>
internal static class PolicyServices
{
    public static IServiceCollection AddPolicies(this IServiceCollection services, GatewayOptions gateway)
    {
        services.AddEvents(gateway.Events);
        services.AddAccessLog(gateway.AccessLog);
        services.AddSingleton<PolicyMetrics>();
        services.AddSingleton<BackendMetrics>();
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<RejectionWriter>();
        services.AddSingleton<PlanRunner>();
        services.AddSingleton<RequestDeadlines>();
        services.AddIpAccess();
        services.AddRedis(gateway.Redis, gateway.Limits.MaxRateLimitPartitions);
        services.AddCache(gateway.Redis);
        services.AddRateLimit(gateway.Limits.MaxRateLimitPartitions);
        services.AddConcurrencyLimit(gateway.Limits.MaxConcurrencyPartitions);
        services.AddLoadShedding();
        services.AddRetry();
        services.AddLockout(gateway.Limits.MaxLockoutCounts);
        services.AddSingleton(_ => new RequestBodyBudget(gateway.Limits.BufferedBodyBytes));
        services.AddRequestLimits();
        services.AddValidation();
        services.AddWaf();
        services.AddAuthenticationPolicies();
        services.AddJwt();
        services.AddSingleton<OpenWebSockets>();
        services.AddSingleton<WebSocketMetrics>();
        services.AddSingleton<SocketGuards>();
        return services;
    }
}
