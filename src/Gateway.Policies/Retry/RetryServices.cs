using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.Retry;

/// <summary>What Retry needs from the process.</summary>
internal static class RetryServices
{
    public static IServiceCollection AddRetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RetryMetrics>();
        services.TryAddSingleton<RetryBudgets>();
        return services;
    }
}
