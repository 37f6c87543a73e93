using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies;

/// <summary>What policies share in a process: stores, caches, events. It outlives every configuration.</summary>
public static class PolicyServices
{
    public static IServiceCollection AddPolicies(this IServiceCollection services, GatewayOptions gateway)
    {
        services.AddSingleton<PolicyMetrics>();
        services.AddSingleton<RejectionWriter>();
        services.AddSingleton<PlanRunner>();
        services.AddSingleton<RequestDeadlines>();
        return services;
    }
}
